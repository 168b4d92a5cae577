using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace KDiffE.Infrastructure.Catalog;

/// <summary>A kind of rows that clients write and read.</summary>
public abstract class RowKind
{
    /// <summary>What its rows are called.</summary>
    public abstract string Name { get; }

    internal abstract IReadOnlyList<RowField> Columns { get; }

    /// <summary>Reads every row, with its <see cref="Columns"/> in their order.</summary>
    internal abstract string SelectAll { get; }
}

/// <summary>A kind of rows that clients write: its fields, and the statements that carry rows into its tables.</summary>
/// <remarks>
/// Each transaction goes through the tables in one order (entities, relations, users, items, and what refers to them) and
/// through each table in the order of its keys, so that no two of them wait for each other.
/// </remarks>
/// <typeparam name="T">The fields.</typeparam>
public abstract class RowKind<T> : RowKind
    where T : class, IFields<T>
{
    internal abstract IReadOnlyList<RowField<T>> Fields { get; }

    internal override IReadOnlyList<RowField> Columns => Fields;

    internal abstract JsonTypeInfo<T> JsonOfRow { get; }

    internal abstract JsonTypeInfo<IReadOnlyList<T>> JsonOfList { get; }

    /// <summary>Whether one writer at a time may write them, because what is there decides what may be written.</summary>
    internal virtual bool TakesTurns => false;

    /// <summary>Reads a row from JSON.</summary>
    /// <param name="utf8">A JSON object.</param>
    /// <exception cref="InvalidFieldException">It is none, or a field cannot hold what it does.</exception>
    public T Parse(ReadOnlySpan<byte> utf8)
    {
        if (!System.Text.Unicode.Utf8.IsValid(utf8))
            throw new InvalidFieldException(field: null, "is no UTF-8");
        try
        {
            return JsonSerializer.Deserialize(utf8, JsonOfRow) ?? throw new InvalidFieldException(field: null, "must be a JSON object, not null");
        }
        catch (JsonException error)
        {
            throw Describe(error);
        }
    }

    /// <summary>The rows that do not fit what is stored.</summary>
    internal virtual Task<IReadOnlyList<Refusal>> RefuseAsync(RowSource rows, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Refusal>>([]);

    /// <summary>Carries rows that fit into the tables.</summary>
    internal abstract Task<MergeCounts> MergeAsync(RowSource rows, CancellationToken cancellationToken);

    // The reader says where in terms of paths, and what in terms of this program's types.
    private InvalidFieldException Describe(JsonException error)
    {
        var name = error.Path is ['$', '.', .. var path] ? path.Split('.', '[')[0] : null;
        if (Fields.FirstOrDefault(field => field.Name == name) is { } known)
            return new InvalidFieldException(name, error.InnerException is null or InvalidOperationException or FormatException ? known.Rule : Syntax(error));
        if (name is not null && error.Message.Contains("could not be mapped", StringComparison.Ordinal))
            return new InvalidFieldException(name, $"is no field of {Name}; there are: {string.Join(", ", Fields.Select(field => field.Name))}");
        return new InvalidFieldException(field: null, error.InnerException is null ? "must be a JSON object" : Syntax(error));
    }

    private static string Syntax(JsonException error) => error.Message.Contains("maximum configured depth", StringComparison.Ordinal)
        ? "is nested too deeply"
        : $"is not valid JSON at byte {error.BytePositionInLine}";
}
