using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

public static class Harness
{
    static string Unhex(string field) => Encoding.UTF8.GetString(
        Enumerable.Range(0, field.Length / 2).Select(i => Convert.ToByte(field.Substring(2 * i + 1, 2), 16)).ToArray());

    public static void Main()
    {
        for (string line; (line = Console.In.ReadLine()) != null;)
        {
            var f = line.Split('\t').Select(Unhex).ToArray();
            var pairs = Enumerable.Range(0, (f.Length - 7) / 2).Select(i => new KeyValuePair<string, string>(f[2 * i + 7], f[2 * i + 8])).ToList();
            var count = int.Parse(f[6]);
            try
            {
                var header = new OAuth1(f[2], f[3], f[4], f[5])
                    .Header(f[0], f[1], pairs.Take(count).ToList(), pairs.Skip(count).ToDictionary(p => p.Key, p => p.Value));
                Console.Out.WriteLine("x" + BitConverter.ToString(Encoding.UTF8.GetBytes(header)).Replace("-", ""));
            }
            catch (Exception error)
            {
                Console.Out.WriteLine("!" + error.Message);
            }
            Console.Out.Flush();
        }
    }
}
