using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using KDiffE.TestKit;

namespace KDiffE.Api.Tests.Telemetry;

/// <summary>
/// Plays what was scraped to Prometheus' rules: a quarter of an hour and more of how it was before a fault, then as long of how it is
/// with it. What rose between two scrapes goes on rising as much each minute.
/// </summary>
internal sealed partial class AlertRehearsal
{
    private const int MinutesBefore = 20;
    private const int MinutesAfter = 30;

    // Longer than any alert waits, and less than the quarter of an hour for which some look back.
    private const int AskedAt = MinutesBefore + 13;

    private readonly string _rules;
    private readonly HashSet<string> _metrics;
    private readonly StringBuilder _tests = new();
    private readonly HashSet<string> _fired = new(StringComparer.Ordinal);

    /// <param name="rules">The file with the alerts.</param>
    public AlertRehearsal(string rules)
    {
        _rules = rules;
        _metrics = [.. Metric().Matches(File.ReadAllText(rules)).Select(match => match.Value)];
        Alerts = [.. Alert().Matches(File.ReadAllText(rules)).Select(match => match.Groups["name"].Value)];
    }

    /// <summary>The alerts that there are.</summary>
    public IReadOnlyList<string> Alerts { get; }

    /// <summary>Those that a scene expects.</summary>
    public IReadOnlyCollection<string> Fired => _fired;

    /// <summary>Adds a scene, of two scrapes before the fault and two with it.</summary>
    /// <param name="name">What happens.</param>
    /// <param name="before">How it was; nothing may fire.</param>
    /// <param name="after">How it is.</param>
    /// <param name="firing">What is to fire then, and nothing else.</param>
    public void Add(string name, (string First, string Second) before, (string First, string Second) after, params string[] firing)
    {
        var (was, became, wasThen, becameThen) = (Read(before.First), Read(after.First), Read(before.Second), Read(after.Second));
        _tests.AppendLine(CultureInfo.InvariantCulture, $"  - name: {name}").AppendLine("    interval: 1m").AppendLine("    input_series:");
        foreach (var series in was.Keys.Union(became.Keys, StringComparer.Ordinal))
        {
            _tests.AppendLine(
                CultureInfo.InvariantCulture, $"      - {{ series: '{series}', values: '{Values(series, was, wasThen, MinutesBefore)} {Values(series, became, becameThen, MinutesAfter)}' }}");
        }

        _fired.UnionWith(firing);
        _tests.AppendLine("    promql_expr_test:");
        Expect(MinutesBefore - 1, []);
        Expect(AskedAt, firing);
    }

    /// <summary>Has promtool play all scenes.</summary>
    public async Task<(int ExitCode, string Output)> PlayAsync(string folder)
    {
        var file = Path.Combine(folder, "rehearsal.yml");
        await File.WriteAllTextAsync(file, $"rule_files: ['{_rules}']\nevaluation_interval: 1m\ntests:\n{_tests}");
        return await Promtool.RunAsync("", "test", "rules", file);
    }

    private void Expect(int minute, IReadOnlyList<string> firing)
    {
        _tests.AppendLine("      - expr: count by (alertname) (ALERTS{alertstate=\"firing\"})").AppendLine(CultureInfo.InvariantCulture, $"        eval_time: {minute}m");
        _tests.AppendLine(firing is [] ? "        exp_samples: []" : "        exp_samples:");
        foreach (var alert in firing.Order(StringComparer.Ordinal))
            _tests.AppendLine(CultureInfo.InvariantCulture, $"          - {{ labels: '{{alertname=\"{alert}\"}}', value: 1 }}");
    }

    private static string Values(string series, Dictionary<string, double> first, Dictionary<string, double> second, int minutes) =>
        first.TryGetValue(series, out var value) && second.TryGetValue(series, out var next)
            ? string.Create(CultureInfo.InvariantCulture, $"{value:0.####}{next - value:+0.####;-0.####;+0}x{minutes - 1}")
            : $"_x{minutes}";

    // The series that the rules ask for, under the name that Prometheus gives the process, and the one that it makes of each scrape.
    private Dictionary<string, double> Read(string scrape) => scrape.Split('\n').Append($"up{{job=\"kdiffe-api\"}} {(scrape.Length > 0 ? 1 : 0)}").Select(line => Sample().Match(line))
        .Where(match => match.Success && _metrics.Contains(match.Groups["name"].Value))
        .ToDictionary(
            match => $"{match.Groups["name"].Value}{{{string.Join(',', [.. match.Groups["labels"].Captures.Select(labels => labels.Value).Where(labels => labels.Length > 0), "instance=\"api-1\""])}}}",
            match => double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture), StringComparer.Ordinal);

    [GeneratedRegex(@"(kdiffe|http)_\w+|\bup\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Metric();

    [GeneratedRegex(@"- alert: (?<name>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Alert();

    [GeneratedRegex(@"^(?<name>[a-z_]+)(\{(?<labels>.*)\})? (?<value>[\d.eE+-]+)( \d+)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sample();
}
