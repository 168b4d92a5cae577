using System.Text.Json.Nodes;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests.Images;

/// <summary>What each image promises by itself.</summary>
[Trait("Category", "Slow")]
public sealed class ImageTests : IClassFixture<Containers>
{
    private static readonly string[] Hardened = ["--read-only", "--read-only-tmpfs=false", "--cap-drop=all", "--security-opt=no-new-privileges", "--network=none"];

    [Theory]
    [InlineData("kdiffe-api", "dotnet KDiffE.Api.dll", "")]
    [InlineData("kdiffe-worker", "dotnet kdiffe.dll", "worker")]
    public async Task SaysWhatItIsAndRunsAsAnAccountThatIsNotRoot(string image, string entryPoint, string command)
    {
        Containers.Require();

        var config = JsonNode.Parse(await Containers.PodmanAsync("image", "inspect", image))![0]!["Config"]!;

        config["User"]!.GetValue<string>().ShouldBe("1654:1654");
        Words(config["Entrypoint"]).ShouldBe(entryPoint);
        Words(config["Cmd"]).ShouldBe(command);
        config["Labels"]!["org.opencontainers.image.revision"]!.GetValue<string>().Length.ShouldBe(40);
        config["Labels"]!["org.opencontainers.image.version"]!.GetValue<string>().ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("kdiffe-api")]
    [InlineData("kdiffe-worker")]
    public async Task HasNoShellAndNoSources(string image)
    {
        Containers.Require();

        var shell = await Containers.TryPodmanAsync(["run", "--rm", .. Hardened, "--entrypoint=/bin/sh", image, "-c", "true"]);
        shell.ExitCode.ShouldNotBe(0);
        shell.Output.ShouldContain("/bin/sh");

        var id = await Containers.PodmanAsync("create", image);
        var folder = await Containers.PodmanAsync("mount", id);
        try
        {
            Directory.EnumerateFiles(Path.Combine(folder, "app"), "*", SearchOption.AllDirectories)
                .Where(file => Path.GetExtension(file) is ".cs" or ".csproj" or ".pfx" or ".key" or ".env").ShouldBeEmpty();
            Directory.Exists(Path.Combine(folder, "source")).ShouldBeFalse();
        }
        finally
        {
            await Containers.PodmanAsync("rm", id);
        }
    }

    [Fact]
    public async Task TheWorkersImageIsTheCommandLineOnARootThatCannotBeWritten()
    {
        Containers.Require();

        var output = await Containers.PodmanAsync(["run", "--rm", .. Hardened, "--tmpfs=/tmp", "kdiffe-worker", "demo", "/tmp/films", "--users", "10", "--items", "50"]);

        output.ShouldStartWith("/tmp/films: 10 users, 50 items");
    }

    [Fact]
    public async Task TrainsWithLibtorchOnARootThatCannotBeWritten()
    {
        Containers.Require();
        var volume = await Containers.PodmanAsync("volume", "create");
        try
        {
            string[] run = ["run", "--rm", .. Hardened, $"--volume={volume}:/var/lib/kdiffe/runs", "kdiffe-worker"];
            await Containers.PodmanAsync([.. run, "demo", "/var/lib/kdiffe/runs/films", "--users", "60", "--items", "60"]);

            var output = await Containers.PodmanAsync(
                [.. run, "train", "--data", "/var/lib/kdiffe/runs/films", "--epochs", "2", "--set", "KDiffE:Dim=8", "--snapshot", "/var/lib/kdiffe/runs/model.safetensors"]);

            output.ShouldContain("recall@20");
        }
        finally
        {
            await Containers.PodmanAsync("volume", "rm", volume);
        }
    }

    [Fact]
    public async Task AnApiWithoutItsDatabaseLivesIsHealthyAndEndsInTwoSecondsWithZero()
    {
        Containers.Require();
        var name = $"kdiffe-{Guid.NewGuid():n}";
        // Only the loopback address is there, and nobody listens for PostgreSQL.
        await Containers.PodmanAsync(["run", "--detach", $"--name={name}", .. Hardened, "--env=ConnectionStrings__Postgres=Host=127.0.0.1;Timeout=1", "kdiffe-api"]);
        try
        {
            await Eventually.IsAsync(
                async () => (await Containers.TryPodmanAsync("healthcheck", "run", name)).ExitCode == 0);
            await Containers.EndsAtOnceAsync(name);
            (await Containers.PodmanAsync("wait", name)).ShouldBe("0");
        }
        finally
        {
            await Containers.PodmanAsync("rm", "--force", name);
        }
    }

    private static string Words(JsonNode? list) => string.Join(' ', list?.AsArray().Select(word => word!.GetValue<string>()) ?? []);
}
