namespace KDiffE.EndToEnd.Tests.Deploy;

/// <summary>What the Helm chart makes of values that somebody gives it, right and wrong ones.</summary>
public sealed class ChartValuesTests(Chart chart) : IClassFixture<Chart>
{
    private const string Trying = "trying";
    private const string Gpu = "production-s3-gpu";

    // Each catalogue has a worker.
    private const string Shared = "runs.accessModes={ReadWriteMany}";

    [Theory]
    [InlineData("1073741824", "1073741824")]
    [InlineData("0.05", "0.05")]
    [InlineData("-1", "-1")]
    [InlineData("true", "true")]
    [InlineData("\"00:00:20\"", "00:00:20")]
    public async Task ASettingIsGivenAsItWasWritten(string written, string given)
    {
        var (exitCode, output) = await chart.TemplateAsync(
            Trying, "--show-only", "templates/api/deployment.yaml", "--set-json", $"settings={{\"Bulk:MaxBytes\":{written}}}");

        exitCode.ShouldBe(0, output);
        output.ShouldContain($"- name: Bulk__MaxBytes\n              value: \"{given}\"\n");
    }

    [Theory]
    [InlineData("templates/worker/scaledjob.yaml", "kdiffe-worker-books", "dbName: \"books\"")]
    [InlineData("templates/migration.yaml", "kdiffe-migration-books", "")]
    [InlineData("templates/command.yaml", "generateName: kdiffe-command-", "")]
    public async Task ACatalogueHasWhatWorksForItAlone(string template, string named, string says)
    {
        var (exitCode, output) = await chart.TemplateAsync(
            Gpu, "--show-only", template, "--set-json", """catalogues=[{"name":"books","database":"books","settings":{"Training:MinRating":4}}]""",
            "--set", $"commandCatalogue=books,command={{migrate}},{Shared}");

        exitCode.ShouldBe(0, output);
        var ofBooks = output[output.IndexOf(named, StringComparison.Ordinal)..];
        ofBooks.ShouldContain(says);
        Variable(ofBooks, "Catalogue").ShouldBe("\"books\"");
        Variable(ofBooks, "Catalogues__books__ConnectionStrings__Postgres").ShouldContain("Host=postgres.databases.svc.cluster.local;Port=5432;Database=books;Username=");
        Variable(ofBooks, "Catalogues__books__Training__MinRating").ShouldBe("\"4\"");
        Variable(ofBooks, "ConnectionStrings__Postgres").ShouldNotContain("Database=books;");

        static string Variable(string manifest, string name) =>
            manifest.Split($"- name: {name}\n")[1].Split('\n')[0].Trim()["value: ".Length..];
    }

    [Fact]
    public async Task TheApiServesEveryCatalogueAndIsOfNone()
    {
        var (exitCode, output) = await chart.TemplateAsync(
            Gpu, "--show-only", "templates/api/deployment.yaml", "--set-json", """catalogues=[{"name":"books","database":"books"},{"name":"films","database":"films"}]""", "--set", Shared);

        exitCode.ShouldBe(0, output);
        output.ShouldContain("- name: Catalogues__books__ConnectionStrings__Postgres\n");
        output.ShouldContain("- name: Catalogues__films__ConnectionStrings__Postgres\n");
        output.ShouldNotContain("- name: Catalogue\n");
    }

    [Theory]
    [InlineData(Gpu, """[{"name":"books","database":"kdiffe"}]""", "catalogues: books has the database kdiffe, which is that of the default one")]
    [InlineData(Gpu, """[{"name":"a","database":"x"},{"name":"b","database":"x"}]""", "catalogues: b has the database x, which is that of a")]
    [InlineData(Gpu, """[{"name":"a","database":"x"},{"name":"a","database":"y"}]""", "catalogues has two of the name a")]
    [InlineData(Gpu, """[{"name":"Books","database":"books"}]""", "'/catalogues/0/name'")]
    [InlineData(Gpu, """[{"name":"books"}]""", "'database'")]
    [InlineData(Gpu, """[{"name":"books","database":"books","settings":{"Snapshots:Folder":"/x"}}]""", "catalogues.books.settings has Snapshots:Folder, which the chart sets itself")]
    [InlineData(Trying, """[{"name":"books","database":"books"}]""", "catalogues need an external PostgreSQL")]
    public async Task CataloguesThatGetInEachOthersWayAreRefused(string example, string catalogues, string says)
    {
        var (exitCode, output) = await chart.TemplateAsync(example, "--set-json", $"catalogues={catalogues}", "--set", Shared);

        exitCode.ShouldBe(1, output);
        output.ShouldContain(says);
    }

    [Fact]
    public async Task ACommandOfKdiffeIsAJobWithTheWorkersDatabaseAndFolders()
    {
        var (exitCode, output) = await chart.TemplateAsync(Gpu, "--show-only", "templates/command.yaml", "--set", "command={keys,create,ops,--role,admin}");

        exitCode.ShouldBe(0, output);
        output.ShouldContain("generateName: kdiffe-command-");
        output.ShouldContain("- --role");
        output.ShouldContain("Host=postgres.databases.svc.cluster.local;Port=5432");
        output.ShouldNotContain("nvidia.com/gpu");
    }

    [Theory]
    [InlineData("replica: 1", "/spec/replica is no field of it")]
    [InlineData("replicas: many", "data/spec/replicas must be integer")]
    public async Task WhatKubernetesWouldDropOrRefuseIsFound(string line, string says)
    {
        var (exitCode, output) = await chart.ValidateAsync($"{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: odd}}, spec: {{{line}, selector: {{}}, template: {{}}}}}}");

        exitCode.ShouldBe(1);
        output.Trim().ShouldBe($"Deployment odd: {says}");
    }

    [Theory]
    [InlineData(Trying, "worker.mode=sometimes", "'/worker/mode'", "'deployment', 'keda'")]
    [InlineData(Trying, "api.replica=3", "'/api'", "'replica' not allowed")]
    [InlineData(Trying, "api.replicas=many", "'/api/replicas'", "want integer")]
    [InlineData(Trying, "postgres.port=70000", "'/postgres/port'", "65,535")]
    [InlineData(Gpu, "postgres.host=db;Username=root", "postgres.host is 'db;Username=root', but must be", "no blank, quote, '=' or ';'")]
    [InlineData(Trying, "snapshots.store=ftp", "'/snapshots/store'", "'volume', 's3'")]
    [InlineData(Trying, "snapshots.volume.size=plenty", "'/snapshots/volume/size'", "does not match pattern")]
    [InlineData(Gpu, "worker.gpu.count=8", "'/worker/gpu/count'", "maximum")]
    [InlineData(Gpu, "worker.keda.idleExitSeconds=5", "'/worker/keda/idleExitSeconds'", "minimum")]
    [InlineData(Gpu, "telemetry.otlp.endpoint=collector:4317", "telemetry.otlp.endpoint is 'collector:4317', but must be a URL", "http://collector:4317")]
    [InlineData(Gpu, "snapshots.s3.endpoint=minio", "snapshots.s3.endpoint is 'minio', but must be a URL", "")]
    [InlineData(Gpu, "postgres.host=", "postgres.host is empty", "postgres.bundled.enabled=true")]
    [InlineData(Gpu, "postgres.bundled.enabled=true", "postgres.host and postgres.bundled.enabled contradict each other", "")]
    [InlineData(Gpu, "postgres.passwordSecret.name=", "postgres.passwordSecret.name is empty", "")]
    [InlineData(Trying, "api.replicas=2", "snapshots.volume.accessModes has no ReadWriteMany, but 2 APIs", "snapshots.store=s3 or one API")]
    [InlineData(Gpu, "runs.accessModes={ReadWriteOnce},runs.persistent=true,worker.keda.maxReplicas=3", "runs.accessModes has no ReadWriteMany, but 3 workers", "runs.persistent=false")]
    [InlineData(Gpu, "runs.accessModes={ReadWriteOnce},runs.persistent=true,worker.keda.maxReplicas=1,catalogues[0].name=books,catalogues[0].database=books", "runs.accessModes has no ReadWriteMany, but 2 workers", "")]
    [InlineData(Trying, "migration.enabled=true", "migration.enabled needs an external PostgreSQL", "")]
    [InlineData(Gpu, "snapshots.s3.bucket=", "snapshots.s3.bucket is empty", "")]
    [InlineData(Gpu, "snapshots.s3.region=", "snapshots.s3 has neither a region nor an endpoint", "")]
    [InlineData(Gpu, "api.ingress.host=", "api.ingress.host is empty", "")]
    [InlineData(Gpu, "api.autoscaling.minReplicas=20", "api.autoscaling.minReplicas is 20, which is more than maxReplicas, 12", "")]
    [InlineData(Gpu, "monitoring.monitors.keySecret.name=", "monitoring.monitors.keySecret.name is empty", "kdiffe keys create prometheus --role read")]
    [InlineData(Gpu, "postgres.parameters=Keepalive=30;Password=secret", "postgres.parameters has a password", "postgres.passwordSecret")]
    [InlineData(Trying, "settings.snapshots:folder=/data", "settings has snapshots:folder, which the chart sets itself", "")]
    [InlineData(Trying, "settings.PGPASSWORD=secret", "settings has PGPASSWORD, which the chart sets itself", "")]
    [InlineData(Trying, "settings.Snapshots:Folder=/data", "settings has Snapshots:Folder, which the chart sets itself", "")]
    public async Task AWrongValueIsRefusedByNameWithAWordWhatItMayBe(string example, string value, string named, string says)
    {
        var (exitCode, output) = await chart.TemplateAsync(example, "--set", value);

        exitCode.ShouldBe(1, output);
        output.ShouldContain(named);
        output.ShouldContain(says);
    }
}
