using System.Text.RegularExpressions;
using KDiffE.TestKit;

namespace KDiffE.Api.Tests.Telemetry;

/// <summary>What <c>deploy</c> has for Prometheus and Grafana.</summary>
public sealed partial class AlertsTests
{
    private static readonly string Deploy = Path.Combine(CheckoutFolder.Root, "deploy");

    [Theory]
    [InlineData("check", "alerts.yml")]
    [InlineData("test", "alerts.test.yml")]
    public async Task PromtoolFindsThemRight(string command, string file)
    {
        var (code, output) = await Promtool.RunAsync("", command, "rules", Path.Combine(Deploy, "prometheus", file));

        code.ShouldBe(0, output);
    }

    [Fact]
    public void EveryAlertHasATestInWhichItComes()
    {
        var alerts = Alert().Matches(Read("prometheus", "alerts.yml")).Select(match => match.Groups["name"].Value).ToList();
        var tested = ComingAlert().Matches(Read("prometheus", "alerts.test.yml")).Select(match => match.Groups["name"].Value);

        alerts.Count.ShouldBe(11);
        alerts.Except(tested, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("prometheus", "alerts.yml")]
    [InlineData("grafana", "kdiffe.json")]
    public void TheyAskForDocumentedMetricsAlone(string folder, string file)
    {
        string[] documented = [.. MetricsText.Documented("API"), .. MetricsText.Documented("worker")];
        var asked = Metric().Matches(Read(folder, file)).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal).ToList();

        asked.ShouldNotBeEmpty();
        asked.Except(documented, StringComparer.Ordinal).ShouldBeEmpty();
    }

    private static string Read(string folder, string file) => File.ReadAllText(Path.Combine(Deploy, folder, file));

    [GeneratedRegex(@"- alert: (?<name>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Alert();

    [GeneratedRegex(@"alertname: (?<name>\w+)\s+eval_time: \w+\s+exp_alerts:\s+- exp_labels", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ComingAlert();

    [GeneratedRegex(@"(?<name>kdiffe_\w+?)(_bucket|_sum|_count)?\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Metric();
}
