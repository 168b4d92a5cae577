using System.Buffers;
using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using KDiffE.Api.Http;
using KDiffE.Api.Limits;
using KDiffE.Api.Serving.Asking;
using KDiffE.Domain.Feedback;

namespace KDiffE.Api.Recommendations;

/// <summary>Writes a ranking as the JSON of a <see cref="RecommendationsResponse"/>, from the bytes that the snapshot has of its items.</summary>
internal sealed class RecommendationsWriter(HttpContext context, ScanWork work, string user, JavaScriptEncoder? encoder) : RankingAsker(context, work), IRankingWriter
{
    private const int InitialBytes = 4096;

    private static readonly JsonEncodedText UserId = Name(nameof(RecommendationsResponse.UserId));
    private static readonly JsonEncodedText SnapshotVersion = Name(nameof(RecommendationsResponse.SnapshotVersion));
    private static readonly JsonEncodedText Source = Name(nameof(RecommendationsResponse.Source));
    private static readonly JsonEncodedText Items = Name(nameof(RecommendationsResponse.Items));
    private static readonly JsonEncodedText RecommendationIdName = Name(nameof(RecommendationsResponse.RecommendationId));
    private static readonly JsonEncodedText Next = Name(nameof(RecommendationsResponse.Next));
    private static readonly JsonEncodedText Degraded = Name(nameof(RecommendationsResponse.Degraded));
    private static readonly JsonEncodedText ItemId = Name(nameof(Serving.RankedItem.Id));
    private static readonly JsonEncodedText ItemName = Name(nameof(Serving.RankedItem.Name));
    private static readonly JsonEncodedText Score = Name(nameof(Serving.RankedItem.Score));

    private static readonly FrozenDictionary<RecommendationSource, JsonEncodedText> Sources = Enum.GetValues<RecommendationSource>()
        .Zip(JsonWordConverter.WordsOf(typeof(RecommendationSource))).ToFrozenDictionary(pair => pair.First, pair => JsonEncodedText.Encode(pair.Second));

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _json;

    /// <inheritdoc/>
    public void Write(in Ranked ranked)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(InitialBytes);
        buffer.ResetWrittenCount();
        var json = _json ??= new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = encoder, SkipValidation = true });
        json.Reset(buffer);
        Write(ranked, json);
        json.Flush();
        Response.ContentType = "application/json; charset=utf-8";
        Response.ContentLength = buffer.WrittenCount;
        Response.BodyWriter.Write(buffer.WrittenSpan);
    }

    private static JsonEncodedText Name(string property) => JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(property));

    private void Write(in Ranked ranked, Utf8JsonWriter json)
    {
        var (items, source) = (ranked.Served.Live.Items, Sources[ranked.Source]);
        json.WriteStartObject();
        json.WriteString(UserId, user);
        json.WriteString(SnapshotVersion, ranked.Served.Version);
        json.WriteString(Source, source);
        json.WriteStartArray(Items);
        foreach (var item in ranked.Top)
        {
            json.WriteStartObject();
            items.WriteId(ItemId, item.Item, json);
            items.WriteName(ItemName, item.Item, json);
            json.WriteNumber(Score, item.Score);
            json.WriteString(Source, source);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Span<byte> text = stackalloc byte[Cursor.MaxLength];
        json.WriteString(RecommendationIdName, text[..ranked.Id.FormatUtf8(text)]);
        if (ranked.Next is { } next)
            json.WriteString(Next, text[..next.FormatUtf8(text)]);
        if (ranked.Degraded)
            json.WriteBoolean(Degraded, value: true);
        json.WriteEndObject();
    }
}
