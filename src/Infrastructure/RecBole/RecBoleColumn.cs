namespace KDiffE.Infrastructure.RecBole;

/// <summary>Types of RecBole's atomic files.</summary>
internal enum AtomicType
{
    Token,
    TokenSeq,
    Float,
    FloatSeq,
}

/// <summary>A column, from its header <c>name:type</c>.</summary>
internal sealed record AtomicColumn(string Name, AtomicType Type)
{
    /// <summary>Reads a header field; says what is wrong with it when it is none.</summary>
    internal static AtomicColumn? Parse(string field, out string reason)
    {
        reason = "";
        var colon = field.LastIndexOf(':');
        if (colon <= 0)
        {
            reason = $"the header field '{field}' is not of the form name:type";
            return null;
        }

        AtomicType? type = field[(colon + 1)..] switch
        {
            "token" => AtomicType.Token,
            "token_seq" => AtomicType.TokenSeq,
            "float" => AtomicType.Float,
            "float_seq" => AtomicType.FloatSeq,
            _ => null,
        };
        if (type is { } known)
            return new AtomicColumn(field[..colon], known);
        reason = $"unknown type '{field[(colon + 1)..]}'; known are token, token_seq, float and float_seq";
        return null;
    }

    /// <summary>The header field.</summary>
    public override string ToString() => $"{Name}:{NameOf(Type)}";

    internal static string NameOf(AtomicType type) => type switch
    {
        AtomicType.Token => "token",
        AtomicType.TokenSeq => "token_seq",
        AtomicType.Float => "float",
        _ => "float_seq",
    };
}
