# The service as a small image that runs as an ordinary user. Build: docker build -t narahubung .
# What was validated, and what could not be: CONTRIBUTING.md, "Containers".

FROM rust:1.95-slim-bookworm AS build
# perl and make are for OpenSSL, built from source for TLS to PostgreSQL.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gcc libc6-dev make perl \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --locked --profile dist --features postgres-tls \
    && install -D --strip target/dist/narahubung /out/narahubung

FROM debian:bookworm-slim
# The certificate authorities are for sslmode=verify-full towards PostgreSQL.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --no-create-home --home-dir /var/lib/narahubung narahubung \
    && install -d -o narahubung -g narahubung -m 0700 /var/lib/narahubung
COPY --from=build /out/narahubung /usr/local/bin/narahubung
USER 10001:10001
# Keys, and the database when it is SQLite.
VOLUME /var/lib/narahubung
ENV NARAHUBUNG_DATA_DIR=/var/lib/narahubung \
    NARAHUBUNG_LISTEN=0.0.0.0:8080
EXPOSE 8080
STOPSIGNAL SIGTERM
# bash is in the image and speaks TCP by itself, so no client need be installed.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["narahubung"]
CMD ["serve"]
