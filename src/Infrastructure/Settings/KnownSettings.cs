using KDiffE.Domain.Settings;
using KDiffE.Infrastructure.Catalogues;
using Microsoft.Extensions.Configuration;

namespace KDiffE.Infrastructure.Settings;

/// <summary>
/// Every setting that API, worker or command line read from the configuration, so that what is misspelt can be told from what is
/// another's: they share their environment and their files of settings, and none of them binds all of it.
/// </summary>
public static class KnownSettings
{
    private const int SectionTypos = 1;

    // Of so many letters of a name, one may be wrong.
    private const int LettersPerTypo = 3;

    // What follows them is named by users, or read by libraries.
    private static readonly string[] Open = ["Events", "Cors:Origins", "Serilog", "Kestrel"];

    private static readonly HashSet<string> OfRuns = SettingsReader.Schema.Select(setting => setting.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "ConnectionStrings:Postgres", "ConnectionStrings:PostgresReplica",
        "Replica:MaxLag",
        CatalogueSettings.ChosenKey,
        "Secrets:Folder",
        "Snapshots:Store", "Snapshots:Folder", "Snapshots:PollInterval",
        "Snapshots:S3:Bucket", "Snapshots:S3:Prefix", "Snapshots:S3:Endpoint", "Snapshots:S3:Region", "Snapshots:S3:PathStyle",
        "Bulk:TimeLimit", "Bulk:MaxBytes", "Bulk:MaxConcurrent",
        "Serving:FollowInterval", "Serving:MaxHistory", "Serving:MaxCachedInteractions", "Serving:ScanThreads", "Serving:MaxWaitingScans",
        "Serving:SearchedShare", "Serving:MaxSnapshotMegabytes", "Serving:LoadPatience",
        "Serving:PopularityHalfLife", "Serving:PopularityInterval", "Serving:GraphInterval",
        "Logs:Format", "Logs:RequestShare", "Logs:UserIds",
        "Metrics:Url",
        "Training:Folder", "Training:Dataset", "Training:Device", "Training:Heartbeat", "Training:Silence", "Training:MaxAttempts",
        "Training:MaxInterruptions", "Training:MaxQueued", "Training:CheckpointEvery", "Training:StopWithin", "Training:StallAfter",
        "Training:MaxRelativeDrop", "Training:MinRecall", "Training:MinNdcg", "Training:MinComparedUsers", "Training:LightGcnDays",
        "Training:TuneBudget", "Training:PlaceNewItemsEvery", "Training:MinUsers", "Training:MinItems", "Training:MinInteractions",
        "Training:MinHeldOut", "Training:MaxMemoryMegabytes", "Training:MinRating", "Training:KeepSnapshots", "Training:KeepUnserved",
        "Feedback:Keep", "Audit:Keep",
        "Webhooks:Keep", "Webhooks:DegradedAfter", "Webhooks:RecoveredAfter",
        "Limits:RequestsPerSecond", "Limits:MillionItemsPerSecond", "Limits:Connections", "Limits:StreamsPerConnection", "Limits:KeepAlive",
        "Limits:HeadersTime", "Limits:RequestTime",
    };

    // Read once, for all catalogues of a process.
    private static readonly string[] OfProcess =
    [
        "urls", "Secrets:Folder", "Serving:ScanThreads", "Serving:MaxWaitingScans", "Serving:MaxSnapshotMegabytes",
        "Limits:Connections", "Limits:StreamsPerConnection", "Limits:KeepAlive", "Limits:HeadersTime", "Kestrel",
    ];

    private static readonly string[] Sections =
        [.. Known.Concat(Open).Append(CatalogueSettings.Section).Select(SectionOf).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Their names, <c>Section:Name</c>.</summary>
    public static IReadOnlyCollection<string> All => Known;

    /// <summary>What is given there and read by nobody, of what has the name of a section or nearly so, in alphabetical order.</summary>
    public static IReadOnlyList<UnknownSetting> UnknownIn(IConfiguration configuration)
    {
        var chosen = configuration[CatalogueSettings.ChosenKey];
        return
        [
            .. configuration.AsEnumerable().Where(setting => !string.IsNullOrEmpty(setting.Value)).Select(setting => setting.Key)
                // What stands under the chosen catalogue stands outside as well, and is told of where it was written.
                .Where(key => string.IsNullOrEmpty(chosen) || configuration[$"{CatalogueSettings.Section}:{chosen}:{key}"] is null)
                .Order(StringComparer.OrdinalIgnoreCase).Select(Look).OfType<UnknownSetting>(),
        ];
    }

    private static UnknownSetting? Look(string key)
    {
        var (isOfCatalogue, name) = Parts(key);
        if (isOfCatalogue && Array.Exists(OfProcess, one => IsOrIsIn(name, one)))
            return new UnknownSetting(key, $"All catalogues of a process share it: give {name} alone.");
        if (Known.Contains(name) || Array.Exists(Open, open => IsIn(name, open)))
            return null;
        if (Array.Find(Open, open => open.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } whole && whole.Contains(ConfigurationPath.KeyDelimiter, StringComparison.Ordinal))
            return new UnknownSetting(key, $"It is a list: give {whole}:0, {whole}:1 and so on.");
        if (OfRuns.Contains(name))
            return new UnknownSetting(key, "It is a setting of runs: give it with 'POST /training/runs', or on a command line after '--set'.");
        if (!name.Contains(ConfigurationPath.KeyDelimiter, StringComparison.Ordinal))
            return null;
        var (section, distance) = Nearest(SectionOf(name), Sections);
        return distance <= SectionTypos ? new UnknownSetting(key, AdviceFor(name, section)) : null;
    }

    private static string AdviceFor(string name, string section)
    {
        var rest = name[(SectionOf(name).Length + 1)..];
        if (Array.Exists(Open, open => IsIn($"{section}:{rest}", open)))
            return Meant($"{section}:{rest}");
        var (nearest, distance) = Nearest(name, Known);
        if (distance <= Math.Max(1, (rest.Length - rest.LastIndexOf(ConfigurationPath.KeyDelimiter, StringComparison.Ordinal) - 1) / LettersPerTypo))
            return Meant(nearest);
        // It may be known, and of another section.
        return Known.Where(known => known.EndsWith($":{rest}", StringComparison.OrdinalIgnoreCase)).ToList() is [var only]
            ? Meant(only)
            : "The documentation of the configuration names all that there are.";
    }

    private static string Meant(string name) => $"Is {name} meant?";

    private static (bool IsOfCatalogue, string Name) Parts(string key) =>
        IsIn(key, CatalogueSettings.Section) && key.Split(ConfigurationPath.KeyDelimiter, 3) is [_, _, var own] ? (true, own) : (false, key);

    private static string SectionOf(string name) => name.Split(ConfigurationPath.KeyDelimiter, 2)[0];

    private static bool IsOrIsIn(string name, string whole) => name.Equals(whole, StringComparison.OrdinalIgnoreCase) || IsIn(name, whole);

    private static bool IsIn(string name, string section) =>
        name.StartsWith(section, StringComparison.OrdinalIgnoreCase) && name.Length > section.Length && name[section.Length] == ConfigurationPath.KeyDelimiter[0];

    private static (string Name, int Distance) Nearest(string name, IEnumerable<string> names) =>
        names.Select(known => (Name: known, Distance: Distance(name, known))).MinBy(known => known.Distance);

    // Levenshtein's: how many letters are to be put in, left out or exchanged.
    private static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j < row.Length; j++)
            row[j] = j;
        foreach (var letter in a)
        {
            var before = row[0]++;
            for (var j = 1; j < row.Length; j++)
            {
                var exchanged = before + (char.ToUpperInvariant(letter) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1);
                (before, row[j]) = (row[j], Math.Min(exchanged, Math.Min(row[j], row[j - 1]) + 1));
            }
        }

        return row[^1];
    }
}
