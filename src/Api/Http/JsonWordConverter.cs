using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KDiffE.Api.Http;

/// <summary>
/// Enumerations as the words that the API's description has for them, and as nothing else: .NET's own reader also takes numbers,
/// other cases, and several words in one text, of which it makes another value.
/// </summary>
internal sealed class JsonWordConverter : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    /// <inheritdoc/>
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Words<>).MakeGenericType(typeToConvert))!;

    /// <summary>The words of an enumeration, in its order.</summary>
    public static IEnumerable<string> WordsOf(Type type) => Enum.GetNames(type).Select(name =>
        type.GetField(name)!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(name));

    private sealed class Words<T> : JsonConverter<T>
        where T : struct, Enum
    {
        private readonly Dictionary<T, JsonEncodedText> _words = Enum.GetValues<T>().Zip(WordsOf(typeof(T)))
            .ToDictionary(pair => pair.First, pair => JsonEncodedText.Encode(pair.Second));

        /// <inheritdoc/>
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                foreach (var (value, word) in _words)
                {
                    if (reader.ValueTextEquals(word.EncodedUtf8Bytes))
                        return value;
                }
            }

            throw new JsonException();
        }

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(_words[value]);
    }
}
