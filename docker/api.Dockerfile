# The HTTP service. From the root of the checkout: docker build -f docker/api.Dockerfile -t kdiffe-api .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
# First what decides the packages alone: while it stays as it is, they are not fetched again.
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props ./
COPY src/Domain/Domain.csproj src/Domain/packages.lock.json src/Domain/
COPY src/Infrastructure/Infrastructure.csproj src/Infrastructure/packages.lock.json src/Infrastructure/
COPY src/Api/Api.csproj src/Api/packages.lock.json src/Api/
# Exactly the packages of the lock files; what is known against them by now is asked where the code is tested, not here.
# Compiled ahead of time, the program starts in two thirds of the time, and is 23 MB larger.
RUN dotnet restore src/Api -r linux-x64 -p:RestoreLockedMode=true -p:NuGetAudit=false -p:PublishReadyToRun=true -p:ContinuousIntegrationBuild=true
COPY . .
RUN dotnet publish src/Api -c Release -r linux-x64 --no-self-contained --no-restore -o /app \
        -p:PublishReadyToRun=true -p:ContinuousIntegrationBuild=true -p:UseAppHost=false -p:OpenApiGenerateDocumentsOnBuild=false \
    && mkdir -p /data/snapshots

# No shell and no package manager; "extra" has the time zones that schedules name.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra
WORKDIR /app
COPY --from=build /app .
# A volume that is mounted here for the first time takes over to whom it belongs.
COPY --from=build --chown=1654:1654 /data /var/lib/kdiffe
ENV Snapshots__Folder=/var/lib/kdiffe/snapshots
USER 1654:1654
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s CMD ["dotnet", "KDiffE.Api.dll", "healthcheck"]
ENTRYPOINT ["dotnet", "KDiffE.Api.dll"]
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="KDiffE API" \
      org.opencontainers.image.description="Recommendations over HTTP from precomputed embeddings" \
      org.opencontainers.image.version=$VERSION \
      org.opencontainers.image.revision=$REVISION
