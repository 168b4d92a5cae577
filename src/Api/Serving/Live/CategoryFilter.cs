using System.Text;
using System.Text.Json.Nodes;
using KDiffE.Domain.Filtering;

namespace KDiffE.Api.Serving.Live;

/// <summary>Categories as conditions on one attribute, which is a list.</summary>
internal static class CategoryFilter
{
    private const string Attribute = "category";

    /// <summary>The attributes of an item with these categories.</summary>
    public static byte[] Describe(IEnumerable<string> categories) =>
        Encoding.UTF8.GetBytes(new JsonObject { [Attribute] = new JsonArray([.. categories.Select(name => JsonValue.Create(name))]) }.ToJsonString());

    /// <summary>The condition that an item has any, or all, of some categories.</summary>
    /// <exception cref="InvalidFilterException">They are too many or too long.</exception>
    public static WhereClause Of(IEnumerable<string> categories, bool all)
    {
        var names = categories.Select(name => JsonValue.Create(name)!.ToJsonString());
        return WhereClause.Parse(all ? string.Join(" and ", names.Select(name => $"{Attribute} = {name}")) : $"{Attribute} in ({string.Join(", ", names)})");
    }
}
