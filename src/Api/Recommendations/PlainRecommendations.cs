using System.Buffers;
using System.Globalization;
using KDiffE.Api.Access;
using KDiffE.Api.Http;
using KDiffE.Api.Limits;
using KDiffE.Api.Serving;
using KDiffE.Api.Serving.Asking;
using KDiffE.Domain.Feedback;
using KDiffE.Infrastructure.Keys;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace KDiffE.Api.Recommendations;

/// <summary>
/// The short way of what nearly every request asks: a user's recommendations, with <c>n</c> and nothing else. It says what
/// <see cref="RecommendationsApi"/> says, byte for byte, but goes past what reads, checks and binds any request, and makes no
/// objects of what it writes. What is not plain, not certain or not allowed goes the long way, which says why; so nothing of a
/// caller's limits is taken twice, which of them has nothing left for the scan is said here.
/// </summary>
internal sealed class PlainRecommendations(
    Recommender recommender, SnapshotHolder snapshots, Recognition recognition, ScanWork work, EndpointDataSource endpoints,
    IOptions<RateLimiterOptions> limits, IOptions<JsonOptions> json)
{
    private const string Before = "/users/";
    private const string After = "/recommendations";
    private const string Count = "?n=";
    private const int CountDigits = 3;

    // Of some 80 bytes each, more of them are worth packing, which the long way does.
    private const int MostUnpacked = PackedAnswers.LeastBytes / 80;
    private const int IdCharacters = 200;

    // Of these, what a client sends is what it means: nothing is to be decoded, and no segment is a dot.
    private static readonly SearchValues<char> PlainCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~:@");

    private Endpoint? _endpoint;

    /// <summary>Answers a request, or hands it on.</summary>
    public Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        if (snapshots.Version is null || !IsPlain(context.Request) || !TryRead(RawTarget(context), out var user, out var n)
            || (n > MostUnpacked && context.Request.Headers.AcceptEncoding.Count != 0) || !recognition.TryAdmit(context, Role.Read))
            return next(context);
        // Metrics tell requests apart by their route.
        context.SetEndpoint(_endpoint ??= Find());
        if (!IsWithinLimit(context))
        {
            context.SetEndpoint(endpoint: null);
            return next(context);
        }

        var question = new Question(RecommendationEndpoint.User, user, n, RankingFilter.None);
        var writer = new RecommendationsWriter(context, work, user, json.Value.SerializerOptions.Encoder);
        var answer = recommender.WriteForUserAsync(user, question, writer, context.RequestAborted);
        return answer.IsCompletedSuccessfully && writer.Instead is null or EmptyHttpResult ? Task.CompletedTask : EndAsync(answer, writer, context);
    }

    private static async Task EndAsync(ValueTask answer, RecommendationsWriter writer, HttpContext context)
    {
        await answer;
        if (writer.Instead is { } other)
            await other.ExecuteAsync(context);
    }

    private bool IsWithinLimit(HttpContext context)
    {
        using var lease = limits.Value.GlobalLimiter!.AttemptAcquire(context);
        return lease.IsAcquired;
    }

    // A page of another site has its browser say so, and gets more headers than others do.
    private static bool IsPlain(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Origin.Count == 0 && request.Headers.ContentEncoding.Count == 0
        && request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true };

    private static string RawTarget(HttpContext context) => context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

    private static bool TryRead(ReadOnlySpan<char> target, out string user, out int n)
    {
        (user, n) = ("", ResultSize.Default);
        if (!target.StartsWith(Before, StringComparison.Ordinal))
            return false;
        target = target[Before.Length..];
        var length = target.IndexOfAnyExcept(PlainCharacters);
        if (length is <= 0 or > IdCharacters || !target[length..].StartsWith(After, StringComparison.Ordinal))
            return false;
        var query = target[(length + After.Length)..];
        if (!query.IsEmpty
            && !(query.StartsWith(Count, StringComparison.Ordinal) && query.Length <= Count.Length + CountDigits
                && int.TryParse(query[Count.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out n) && n is > 0 and <= ResultSize.MaxRanked))
        {
            return false;
        }

        user = target[..length].ToString();
        return true;
    }

    private Endpoint Find() =>
        endpoints.Endpoints.Single(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName == RecommendationsApi.EndpointName);
}

/// <summary>Has plain questions go the short way.</summary>
internal static class PlainWay
{
    /// <summary>Comes before whatever reads requests.</summary>
    public static void UsePlainRecommendations(this WebApplication app) => app.Use(app.Services.GetRequiredService<PlainRecommendations>().AnswerAsync);
}
