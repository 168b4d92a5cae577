using System.Diagnostics;
using System.Globalization;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests.Deploy;

/// <summary>The units for systemd, as systemd itself reads them where it is there.</summary>
public sealed class UnitTests : IDisposable
{
    private static readonly string Folder = Path.Combine(Checkout.Root, "deploy", "systemd");
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("kdiffe-api.service")]
    [InlineData("kdiffe-worker.service")]
    public async Task SystemdTakesItAndCallsItLittleExposed(string unit)
    {
        // It would miss the program, which is not installed here.
        var copy = _folder.File(unit);
        await File.WriteAllLinesAsync(
            copy, Lines(unit).Select(line => line.StartsWith("ExecStart=", StringComparison.Ordinal) ? "ExecStart=/bin/sh" : line), TestContext.Current.CancellationToken);

        var (verified, faults) = await AnalyzeAsync("verify", "--man=no", copy);
        (verified, faults.Trim()).ShouldBe((0, ""));
        // Of 100 at most; 20 is its "OK".
        var (exitCode, output) = await AnalyzeAsync("security", "--offline=yes", "--threshold=20", "--no-pager", copy);
        exitCode.ShouldBe(0, output);
    }

    [Theory]
    [InlineData("kdiffe-api.service", "/opt/kdiffe/api", "Api")]
    [InlineData("kdiffe-worker.service", "/opt/kdiffe/worker", "Training")]
    public void StartsTheProgramThatItsProjectIsBuiltInto(string unit, string folder, string project)
    {
        var program = Value(unit, "ExecStart").Split(' ')[0];

        Path.GetDirectoryName(program).ShouldBe(folder);
        File.Exists(Path.Combine(Site.OutputOf(project), Path.GetFileName(program))).ShouldBeTrue(program);
    }

    [Theory]
    [InlineData("kdiffe-api.service", "Snapshots__Folder")]
    [InlineData("kdiffe-worker.service", "Snapshots__Folder", "Training__Folder")]
    public void TheFoldersOfItsSettingsAreMadeAndCanBeWritten(string unit, params string[] settings)
    {
        Value(unit, "EnvironmentFile").ShouldBe("/etc/kdiffe/kdiffe.env");
        var made = Value(unit, "StateDirectory").Split(' ').Select(folder => $"/var/lib/{folder}").ToList();

        settings.Select(setting => Value("kdiffe.env", setting)).ShouldBeSubsetOf(made);
    }

    [Fact]
    public void EverySettingIsDocumented()
    {
        var documentation = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "configuration.md")) + File.ReadAllText(Path.Combine(Checkout.Root, "docs", "security.md"));
        var settings = Lines("kdiffe.env").Select(line => line.TrimStart('#'))
            .Where(line => line.Contains('=') && line.Split('=')[0] is var name && (name.Contains("__", StringComparison.Ordinal) || name.All(c => char.IsUpper(c) || c == '_')))
            .Select(line => line.Split('=')[0]).ToList();

        settings.ShouldNotBeEmpty();
        settings.ShouldAllBe(setting => documentation.Contains($"`{setting}", StringComparison.Ordinal));
    }

    [Fact]
    public void TheWorkerHasTheTimeToEndItsEpochAndGiveItsRunBack() =>
        // Training:StopWithin is 20 seconds unless it is set, and the host waits for 10 more.
        int.Parse(Value("kdiffe-worker.service", "TimeoutStopSec"), CultureInfo.InvariantCulture).ShouldBeGreaterThan(30);

    [Theory]
    [InlineData("systemd.md")]
    [InlineData("kubernetes.md")]
    public void FilesThatItsPageNamesAreThere(string page)
    {
        var named = File.ReadAllText(Path.Combine(Checkout.Root, "docs", page)).Split(' ', '`', '(', ')', '[', ']', '\n')
            // What begins with deploy/kdiffe is a Deployment, as kubectl calls it.
            .Where(word => word.StartsWith("deploy/", StringComparison.Ordinal) && !word.StartsWith("deploy/kdiffe", StringComparison.Ordinal)).Distinct().ToList();

        named.ShouldNotBeEmpty();
        named.ShouldAllBe(path => Path.Exists(Path.Combine(Checkout.Root, path)));
    }

    private static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Folder, file));

    private static string Value(string unit, string name) => Lines(unit).Single(line => line.StartsWith($"{name}=", StringComparison.Ordinal))[(name.Length + 1)..];

    private static async Task<(int ExitCode, string Output)> AnalyzeAsync(params string[] arguments)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "systemd-analyze is not here.");
        var start = new ProcessStartInfo("/usr/bin/systemd-analyze", arguments);
        await using var process = new CommandProcess(start);
        return (await process.WaitForExitAsync(TimeSpan.FromMinutes(2)), process.Output);
    }
}
