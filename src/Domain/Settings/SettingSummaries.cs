using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace KDiffE.Domain.Settings;

/// <summary>What is said of settings: the documentation comments of their properties, which lie beside the program.</summary>
internal sealed partial class SettingSummaries
{
    private readonly Dictionary<string, XElement> _summaries =
        XDocument.Load(Path.ChangeExtension(typeof(SettingSummaries).Assembly.Location, ".xml")).Descendants("member")
            .Where(member => member.Element("summary") is not null)
            .ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary")!, StringComparer.Ordinal);

    /// <summary>The summary of a property as plain text.</summary>
    internal string Of(PropertyInfo property) =>
        Spaces().Replace(string.Concat(_summaries[$"P:{property.DeclaringType!.FullName}.{property.Name}"].Nodes().Select(Text)), " ").Trim();

    // A reference is named by its last word: BFloat16 for F:KDiffE.Domain.Settings.Precision.BFloat16.
    private static string Text(XNode node) => node switch
    {
        XElement element when element.Attribute("cref") is { } reference => reference.Value.Split('.')[^1],
        XElement element => element.Value,
        XText text => text.Value,
        _ => "",
    };

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();
}
