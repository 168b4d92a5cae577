namespace KDiffE.Infrastructure.RecBole;

/// <summary>Types of RecBole's atomic files.</summary>
internal enum RecBoleType
{
    Token,
    TokenSeq,
    Float,
    FloatSeq,
}

/// <summary>A column, from its header <c>name:type</c>.</summary>
internal sealed record RecBoleColumn(string Name, RecBoleType Type)
{
    /// <summary>Reads a header field; says what is wrong with it when it is none.</summary>
    internal static RecBoleColumn? Parse(string field, out string reason)
    {
        reason = "";
        var colon = field.LastIndexOf(':');
        if (colon <= 0)
        {
            reason = $"the header field '{field}' is not of the form name:type";
            return null;
        }

        RecBoleType? type = field[(colon + 1)..] switch
        {
            "token" => RecBoleType.Token,
            "token_seq" => RecBoleType.TokenSeq,
            "float" => RecBoleType.Float,
            "float_seq" => RecBoleType.FloatSeq,
            _ => null,
        };
        if (type is { } known)
            return new RecBoleColumn(field[..colon], known);
        reason = $"unknown type '{field[(colon + 1)..]}'; known are token, token_seq, float and float_seq";
        return null;
    }

    /// <summary>The column as a header writes it, <c>name:type</c>.</summary>
    public override string ToString() => $"{Name}:{NameOf(Type)}";

    internal static string NameOf(RecBoleType type) => type switch
    {
        RecBoleType.Token => "token",
        RecBoleType.TokenSeq => "token_seq",
        RecBoleType.Float => "float",
        _ => "float_seq",
    };
}
