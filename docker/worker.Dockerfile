# The program kdiffe: the worker, and every command of the command line. From the root of the checkout:
#   docker build -f docker/worker.Dockerfile -t kdiffe-worker .
#   docker build -f docker/worker.Dockerfile -t kdiffe-worker:cuda --build-arg TORCH_DEVICE=cuda .
ARG TORCH_DEVICE=cpu

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG TORCH_DEVICE
WORKDIR /source
# First what decides the packages alone: while it stays as it is, libtorch is not fetched again.
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props ./
COPY src/Domain/Domain.csproj src/Domain/packages.lock.json src/Domain/
COPY src/Infrastructure/Infrastructure.csproj src/Infrastructure/packages.lock.json src/Infrastructure/
COPY src/Training/Training.csproj src/Training/packages.lock.json src/Training/
# Exactly the packages of the lock files, which have those for the CPU; what is known against them by now is asked where the
# code is tested, not here.
RUN dotnet restore src/Training -r linux-x64 -p:TorchDevice=$TORCH_DEVICE -p:NuGetAudit=false -p:ContinuousIntegrationBuild=true \
        -p:RestoreLockedMode=$([ "$TORCH_DEVICE" = cpu ] && echo true || echo false)
COPY . .
# What libtorch has for Python, and for its own tests, nothing here loads.
RUN dotnet publish src/Training -c Release -r linux-x64 --no-self-contained --no-restore -o /app \
        -p:TorchDevice=$TORCH_DEVICE -p:ContinuousIntegrationBuild=true -p:UseAppHost=false \
    && rm -f /app/libtorch_python.so /app/libtorchbind_test.so /app/libbackend_with_compiler.so /app/libjitbackend_test.so \
    && mkdir -p /libtorch /data/snapshots /data/runs \
    && mv /app/*.so /app/*.so.* /libtorch/

# No shell and no package manager; "extra" has the time zones that schedules name.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra AS cpu

# The GPU's driver comes from the host, CUDA with libtorch; this base asks the container runtime for the first.
FROM nvidia/cuda:12.8.1-base-ubuntu24.04 AS cuda
COPY --from=cpu /usr/share/dotnet /usr/share/dotnet
COPY --from=cpu /usr/share/zoneinfo /usr/share/zoneinfo
ENV PATH=/usr/share/dotnet:$PATH DOTNET_RUNNING_IN_CONTAINER=true

FROM ${TORCH_DEVICE}
WORKDIR /app
# A layer of its own: it stays the same from version to version.
COPY --from=build /libtorch .
COPY --from=build /app .
# A volume that is mounted here for the first time takes over to whom it belongs.
COPY --from=build --chown=1654:1654 /data /var/lib/kdiffe
ENV Snapshots__Folder=/var/lib/kdiffe/snapshots Training__Folder=/var/lib/kdiffe/runs
USER 1654:1654
ENTRYPOINT ["dotnet", "kdiffe.dll"]
CMD ["worker"]
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="KDiffE worker" \
      org.opencontainers.image.description="Trains KDiffE, and has its command line" \
      org.opencontainers.image.version=$VERSION \
      org.opencontainers.image.revision=$REVISION
