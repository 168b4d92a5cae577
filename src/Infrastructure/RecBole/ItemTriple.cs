using System.Runtime.InteropServices;
using KDiffE.Domain.Data;

namespace KDiffE.Infrastructure.RecBole;

/// <summary>A fact that was found out about an item, to be added to the knowledge graph.</summary>
/// <param name="Item">External id of the item.</param>
/// <param name="Relation">External name of the relation.</param>
/// <param name="Tail">External id of the entity that the item is related to.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ItemTriple(string Item, string Relation, string Tail)
{
    private const string Prefix = "item:";

    /// <summary>The entity that an item becomes that is none yet: its id after <c>item:</c>.</summary>
    /// <exception cref="InvalidOperationException">The result would be no valid id.</exception>
    internal static string EntityOf(string item) => !ExternalId.IsTooLong(Prefix + item)
        ? Prefix + item
        : throw new InvalidOperationException($"Item '{item}' cannot become an entity: '{Prefix}' before its id makes it too long.");

    /// <summary>The refusal to add a relation that is there already.</summary>
    internal static InvalidOperationException AlreadyThere(string place, long count, IEnumerable<string> relations) => new(
        $"{place} already holds {count:N0} triples of {string.Join(" and ", relations)}; --replace puts new ones in their place.");

    /// <summary>The refusal to make an item an entity whose name is taken.</summary>
    internal static InvalidOperationException NameTaken(string item) => new(
        $"There is an entity '{EntityOf(item)}' already, but no link says that it is item '{item}'.");
}
