# Stands in for Microsoft's chiseled image of the ASP.NET runtime: this machine's runtime over Debian, as there without a
# shell, and with the account and the variables of there.
FROM scratch
ADD base.tar /
COPY dotnet/dotnet /usr/share/dotnet/dotnet
COPY dotnet/host /usr/share/dotnet/host
COPY dotnet/shared /usr/share/dotnet/shared
RUN ln -s /usr/share/dotnet/dotnet /usr/bin/dotnet \
    && echo 'app:x:1654:1654::/home/app:/bin/false' >>/etc/passwd \
    && echo 'app:x:1654:' >>/etc/group \
    && rm /bin/sh /bin/bash /bin/dash /usr/bin/perl /usr/bin/dpkg
ENV APP_UID=1654 ASPNETCORE_HTTP_PORTS=8080 DOTNET_RUNNING_IN_CONTAINER=true
USER 1654
