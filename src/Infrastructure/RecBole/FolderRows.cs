using System.Runtime.InteropServices;
using KDiffE.Domain.Data;

namespace KDiffE.Infrastructure.RecBole;

/// <summary>A row of a <c>.user</c>, <c>.item</c>, <c>.entity</c> or <c>.relation</c> file.</summary>
/// <param name="Index">Index of the user, item, entity or relation that the row declares.</param>
/// <param name="Attributes">A JSON object; valid until the next row.</param>
/// <param name="Name">An item's readable name.</param>
/// <param name="Categories">An item's categories.</param>
internal readonly record struct Declaration(int Index, ReadOnlyMemory<byte> Attributes, string? Name, string[] Categories);

/// <summary>A <c>.user</c>, <c>.item</c>, <c>.entity</c> or <c>.relation</c> file.</summary>
/// <param name="Columns">Its columns but for the key, sound or not.</param>
/// <param name="Rows">Its sound rows, to be gone through once.</param>
internal sealed record Declarations(IReadOnlyList<string> Columns, IEnumerable<Declaration> Rows);

/// <summary>A row of an interaction file.</summary>
/// <param name="User">Index of the user.</param>
/// <param name="Item">Index of the item.</param>
/// <param name="Part">The part of the split that the file is; none for <c>.inter</c>.</param>
/// <param name="EventType">Null where the file does not say.</param>
/// <param name="Weight">The rating, where there is one.</param>
/// <param name="Time">Microseconds since 1970, where known.</param>
/// <param name="Attributes">Further columns as a JSON object, empty without any; valid until the next row.</param>
/// <param name="File">Name of the file, without its folder.</param>
/// <param name="Line">Line in the file, counted from 1.</param>
internal readonly record struct InteractionEvent(
    int User,
    int Item,
    SplitPart Part,
    string? EventType,
    double? Weight,
    long? Time,
    ReadOnlyMemory<byte> Attributes,
    string File,
    long Line);

/// <summary>A row of a <c>.link</c> file.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ItemLink(int Item, int Entity);

/// <summary>A row of a <c>.kg</c> file.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Triple(int Head, int Relation, int Tail);

/// <summary>A row of a feature file.</summary>
internal readonly record struct FeatureRow(int Item, float[] Values);
