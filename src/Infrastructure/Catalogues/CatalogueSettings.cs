using System.Text.RegularExpressions;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Runs;
using KDiffE.Infrastructure.Snapshots;
using KDiffE.Infrastructure.Snapshots.ObjectStorage;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace KDiffE.Infrastructure.Catalogues;

/// <summary>
/// The settings of the catalogues that a deployment has besides its default one. What stands under <c>Catalogues:NAME</c> wins, for
/// that catalogue, over what stands outside; the rows and the snapshots of another catalogue are never inherited.
/// </summary>
public static partial class CatalogueSettings
{
    /// <summary>The section, with one section for each catalogue.</summary>
    public const string Section = "Catalogues";

    /// <summary>The setting that says of which of them all other settings are; without it they are of the default one.</summary>
    public const string ChosenKey = "Catalogue";

    private const string ConnectionKey = "ConnectionStrings:Postgres";
    private const string Connections = "ConnectionStrings";
    private const string PrefixKey = "Snapshots:S3:Prefix";

    private const string DatasetKey = "Training:Dataset";

    /// <summary>The names of the catalogues, in alphabetical order; none where a deployment has its default one alone.</summary>
    /// <exception cref="InvalidOperationException">
    /// A name is not one, a catalogue names no database, or two have the same database or the same snapshots.
    /// </exception>
    public static IReadOnlyList<string> NamesIn(IConfiguration configuration)
    {
        var names = configuration.GetSection(Section).GetChildren().Select(section => section.Key).Order(StringComparer.Ordinal).ToList();
        if (names.Count == 0)
            return names;
        if (names.Find(name => !Name().IsMatch(name)) is { } wrong)
            throw new InvalidOperationException($"{Section}:{wrong} must have a name of up to 40 lowercase letters, digits and hyphens, which stands in paths.");
        var (databases, snapshots, runs) = (new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (var (who, settings) in names.Select(name => (Who: $"{Section}:{name}", Settings: Of(configuration, name))).Prepend(("the default catalogue", configuration)))
        {
            if (settings[ConnectionKey] is { Length: > 0 } connection)
                Claim(databases, DatabaseOf(connection), who, ConnectionKey);
            else if (settings != configuration)
                throw new InvalidOperationException($"{who}:{ConnectionKey} must name a database of its own.");
            Claim(snapshots, WholePath(SnapshotFolder.Of(settings)), who, FolderSnapshotStore.FolderKey);
            Claim(runs, WholePath(RunsFolder.Of(settings)), who, RunsFolder.Key);
            if (ObjectStorageServices.IsUsed(settings))
                Claim(snapshots, $"{settings["Snapshots:S3:Endpoint"]}/{settings["Snapshots:S3:Bucket"]}/{settings[PrefixKey]?.Trim('/')}", who, PrefixKey);
        }

        return names;
    }

    /// <summary>Has all settings be those of one of the catalogues that stand in them; adds nothing for the default one.</summary>
    /// <param name="builder">The settings so far.</param>
    /// <param name="name">Which; null for the one that <see cref="ChosenKey"/> names, if it names one.</param>
    /// <exception cref="InvalidOperationException">There is none of the name, or the catalogues are not set up as <see cref="NamesIn"/> asks.</exception>
    public static IConfigurationBuilder UseCatalogue(this IConfigurationBuilder builder, string? name = null)
    {
        var configuration = builder.Build();
        name ??= configuration[ChosenKey];
        if (string.IsNullOrEmpty(name))
            return builder;
        var names = NamesIn(configuration);
        if (!names.Contains(name))
            throw new InvalidOperationException($"{ChosenKey} is '{name}', and there is no {Section}:{name}; there {(names.Count == 0 ? "is none" : $"are {string.Join(", ", names)}")}.");
        return builder.AddInMemoryCollection(Overlay(configuration, name));
    }

    private static IConfiguration Of(IConfiguration configuration, string name) =>
        new ConfigurationBuilder().AddConfiguration(configuration).AddInMemoryCollection(Overlay(configuration, name)).Build();

    private static Dictionary<string, string?> Overlay(IConfiguration configuration, string name)
    {
        var overlay = configuration.GetSection(Connections).GetChildren()
            .ToDictionary(connection => connection.Path, _ => (string?)null, StringComparer.OrdinalIgnoreCase);
        var place = $"{Section.ToLowerInvariant()}/{name}";
        overlay[ChosenKey] = name;
        overlay[DatasetKey] = name;
        overlay[FolderSnapshotStore.FolderKey] = Path.Combine(SnapshotFolder.Of(configuration), place);
        overlay[PrefixKey] = $"{configuration[PrefixKey]?.TrimEnd('/')}/{place}".TrimStart('/');
        // The runs of two databases have the same numbers.
        overlay[RunsFolder.Key] = Path.Combine(RunsFolder.Of(configuration), place);
        var own = configuration.GetSection($"{Section}:{name}").AsEnumerable(makePathsRelative: true).Where(pair => pair.Value is not null).ToList();
        // A list is another one, and not the one with some of its entries replaced.
        foreach (var list in own.Where(pair => int.TryParse(ConfigurationPath.GetSectionKey(pair.Key), out _)).Select(pair => ConfigurationPath.GetParentPath(pair.Key)!).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            foreach (var (key, _) in configuration.GetSection(list).AsEnumerable())
                overlay[key] = null;
        }

        foreach (var (key, value) in own)
            overlay[key] = value;
        return overlay;
    }

    private static string WholePath(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    private static void Claim(Dictionary<string, string> claimed, string what, string who, string key)
    {
        if (!claimed.TryAdd(what, who))
            throw new InvalidOperationException($"{who} and {claimed[what]} have the same {key}, {what}: each catalogue needs its own.");
    }

    // Without what is nobody else's business, such as the password.
    private static string DatabaseOf(string connection)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection);
        return $"Host={settings.Host?.ToLowerInvariant()};Port={settings.Port};Database={settings.Database ?? settings.Username}";
    }

    [GeneratedRegex("^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
