import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.*;

public class Harness {
    static String unhex(String field) {
        byte[] bytes = new byte[field.length() / 2];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) Integer.parseInt(field.substring(2 * i + 1, 2 * i + 3), 16);
        return new String(bytes, UTF_8);
    }

    public static void main(String[] arguments) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line; (line = lines.readLine()) != null; ) {
            List<String> f = new ArrayList<>();
            for (String field : line.split("\t")) f.add(unhex(field));
            List<String[]> form = new ArrayList<>();
            Map<String, String> more = new HashMap<>();
            for (int i = 7; i < f.size(); i += 2) {
                if ((i - 7) / 2 < Integer.parseInt(f.get(6))) form.add(new String[] {f.get(i), f.get(i + 1)});
                else more.put(f.get(i), f.get(i + 1));
            }
            try {
                String header = new OAuth1(f.get(2), f.get(3), f.get(4), f.get(5)).header(f.get(0), f.get(1), form, more);
                StringBuilder hex = new StringBuilder("x");
                for (byte b : header.getBytes(UTF_8)) hex.append(String.format("%02x", b));
                System.out.println(hex);
            } catch (Exception error) {
                System.out.println("!" + error);
            }
            System.out.flush();
        }
    }
}
