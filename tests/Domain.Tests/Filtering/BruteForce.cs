using System.Text.Json.Nodes;

namespace KDiffE.Domain.Tests.Filtering;

/// <summary>What a clause means, said once more over <see cref="JsonNode"/>: a small reader of its own, which takes sound clauses only.</summary>
internal sealed class BruteForce
{
    private readonly List<string> _tokens = [];
    private JsonObject? _item;
    private int _at;

    internal BruteForce(string clause)
    {
        for (var k = 0; k < clause.Length;)
        {
            var end = k + 1;
            if (clause[k] is '"' or '`')
            {
                while (clause[end] != clause[k])
                    end += clause[end] == '\\' ? 2 : 1;
                end++;
            }
            else if (char.IsLetterOrDigit(clause[k]) || clause[k] == '-')
            {
                while (end < clause.Length && (char.IsLetterOrDigit(clause[end]) || clause[end] is '.' or '-'))
                    end++;
            }
            else if (clause[k] is '!' or '<' or '>' && clause[end] == '=')
            {
                end++;
            }

            // A name that ends in a dot goes on in backquotes.
            if (_tokens.Count > 0 && _tokens[^1].EndsWith('.') && clause[k] == '`')
                _tokens[^1] += clause[k..end];
            else if (clause[k] != ' ')
                _tokens.Add(clause[k..end]);
            k = end;
        }

        _tokens.Add("");
    }

    internal bool Matches(string? json)
    {
        (_item, _at) = (json is null ? [] : JsonNode.Parse(json)!.AsObject(), 0);
        return Or();
    }

    private bool Or()
    {
        var value = And();
        while (Take("or"))
            value |= And();
        return value;
    }

    private bool And()
    {
        var value = Factor();
        while (Take("and"))
            value &= Factor();
        return value;
    }

    private bool Factor()
    {
        if (Take("not"))
            return !Factor();
        if (Take("("))
            return Closed(Or());
        if (Take("exists"))
        {
            Take("(");
            return Closed(Find(_tokens[_at++]) is not null);
        }

        var attribute = Find(_tokens[_at++]);
        var not = Take("not");
        var comparator = _tokens[_at++].ToLowerInvariant();
        var several = comparator == "in" && Take("(");
        List<JsonNode> values = [];
        do
            values.Add(JsonNode.Parse(_tokens[_at++].ToLowerInvariant() is var word && word is "true" or "false" ? word : _tokens[_at - 1])!);
        while (several && Take(","));
        if (several)
            Closed(true);
        if (attribute is null)
            return false;
        IEnumerable<JsonNode?> elements = attribute is JsonArray list ? list : new[] { attribute };
        return comparator is "!=" || not
            ? !elements.Any(element => values.Any(value => Compares(element, "=", value)))
            : elements.Any(element => values.Any(value => Compares(element, comparator is "in" ? "=" : comparator, value)));
    }

    private static bool Compares(JsonNode? element, string comparator, JsonNode value)
    {
        int? order = null;
        var kind = element?.GetValueKind();
        if (value.GetValueKind() == System.Text.Json.JsonValueKind.Number)
        {
            // A text is a number where JSON reads it as one.
            var number = kind == System.Text.Json.JsonValueKind.String && element!.GetValue<string>() is var text && text.Length > 0 && text.Trim() == text && !text.StartsWith('"')
                ? Read(text)
                : element;
            if (number?.GetValueKind() == System.Text.Json.JsonValueKind.Number)
                order = number.GetValue<double>().CompareTo(value.GetValue<double>());
        }
        else if (value.GetValueKind() == kind)
        {
            order = kind == System.Text.Json.JsonValueKind.String ? string.CompareOrdinal(element!.GetValue<string>(), value.GetValue<string>()) : 0;
        }

        return order is { } o && comparator switch { "=" => o == 0, "<" => o < 0, "<=" => o <= 0, ">" => o > 0, _ => o >= 0 };
    }

    private static JsonNode? Read(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private JsonNode? Find(string name)
    {
        JsonNode? node = _item;
        foreach (var key in name.Split('.').Select(key => key.Trim('`')))
            node = node is JsonObject parent ? parent[key] : null;
        return node;
    }

    private bool Closed(bool value)
    {
        Take(")");
        return value;
    }

    private bool Take(string token)
    {
        if (!_tokens[_at].Equals(token, StringComparison.OrdinalIgnoreCase))
            return false;
        _at++;
        return true;
    }
}
