# One static binary in an empty image: docker build -t countersign . && docker run --rm -i countersign < failing.http
FROM rust:1-alpine AS build
RUN apk add --no-cache musl-dev
WORKDIR /src
COPY . .
# Alpine's own target is musl, and static.
RUN cargo build --release --locked --bin countersign

FROM scratch
COPY --from=build /src/target/release/countersign /countersign
# Files are read from the folder that is mounted: -v "$PWD:/work"
WORKDIR /work
ENTRYPOINT ["/countersign"]
