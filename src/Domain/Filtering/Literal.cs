using System.Globalization;
using System.Text;

namespace KDiffE.Domain.Filtering;

/// <summary>A value that a clause compares with.</summary>
internal abstract record Literal
{
    /// <summary>Writes it as a clause has it.</summary>
    internal abstract void Write(StringBuilder text);
}

/// <summary>A number; never NaN, infinite or −0.</summary>
internal sealed record NumberLiteral(double Value) : Literal
{
    internal override void Write(StringBuilder text) => text.Append(Value.ToString("R", CultureInfo.InvariantCulture));
}

/// <summary><c>true</c> or <c>false</c>.</summary>
internal sealed record TruthLiteral(bool Value) : Literal
{
    internal override void Write(StringBuilder text) => text.Append(Value ? "true" : "false");
}

/// <summary>A string.</summary>
internal sealed record TextLiteral(string Value) : Literal
{
    internal override void Write(StringBuilder text)
    {
        text.Append('"');
        foreach (var character in Value)
        {
            if (character is '"' or '\\')
                text.Append('\\').Append(character);
            else if (character < ' ')
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            else
                text.Append(character);
        }

        text.Append('"');
    }
}
