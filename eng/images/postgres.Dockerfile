# Stands in for the official image of PostgreSQL: Debian's PostgreSQL, with the part of its entry point that compose.yaml uses.
FROM scratch
ADD services.tar /
COPY postgres-entrypoint.sh /usr/local/bin/docker-entrypoint.sh
COPY run /run
RUN mkdir -p /var/lib/postgresql/data \
    && usermod -u 999 postgres && groupmod -g 999 postgres \
    && chown 999:999 /var/lib/postgresql /var/lib/postgresql/data \
    && ln -s /usr/lib/postgresql/*/bin/* /usr/local/bin/
ENV PGDATA=/var/lib/postgresql/data
VOLUME /var/lib/postgresql/data
STOPSIGNAL SIGINT
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["postgres"]
