# Stands in for the official image of HAProxy: Debian's, under the account of there.
FROM scratch
ADD services.tar /
RUN usermod -u 99 haproxy && groupmod -g 99 haproxy && mkdir -p /usr/local/etc/haproxy
USER haproxy
STOPSIGNAL SIGUSR1
ENTRYPOINT ["haproxy"]
CMD ["-W", "-db", "-f", "/usr/local/etc/haproxy/haproxy.cfg"]
