using System.Net;

namespace KDiffE.Api.Tests.Http;

/// <summary>Whatever a client writes in the first line of a request, it gets the answer for the user it names, or none.</summary>
public sealed class RawTargetTests(FruitService fruit) : IClassFixture<FruitService>
{
    private const int Targets = 3_000;

    // What may stand for an id, and the id; null where nothing is one.
    private static readonly (string Raw, string? Id)[] Ids =
    [
        ("ann", "ann"), ("%61nn", "ann"), ("an%6E", "ann"), ("s%2Ft", "s/t"), ("s%2ft", "s/t"), ("s%252Ft", "s%2Ft"), ("nobody", "nobody"),
        ("recommendations", "recommendations"), ("users", "users"), ("...", "..."), ("%2E%2e.", "..."), (".ann", ".ann"), ("..%2Fann", "../ann"),
        ("ann%2F..", "ann/.."), ("ann;x=1", "ann;x=1"), ("ann#x", "ann#x"), ("\\", "\\"), ("%5C..%5Cann", "\\..\\ann"), ("%F0%9F%99%82", "🙂"), ("+", "+"), ("%20", " "),
        ("%FF", null), ("%", null), ("%zz", null), ("%4", null), ("ann%", null), ("%C3", null), ("%C0%AF", null), ("%ED%A0%80", null), ("%00", null), ("%F5%80%80%80", null),
    ];

    private static readonly string[] Others = [".", "..", "%2e", "%2E.", ".%2e", "%2e%2E", "", "recommendations", "users", "similar", "items", "popular", "ann", "?n=1", "?x=/../", "?/ann/recommendations"];

    private readonly Service _service = fruit.Service;

    [Theory]
    [InlineData("/users/ann/./recommendations")]
    [InlineData("/users/ann/recommendations/.")]
    [InlineData("/users/ann/x/../recommendations")]
    [InlineData("/users/nobody/recommendations/ann/..")]
    [InlineData("/users/nobody/recommendations/ann/%2E%2e?n=1")]
    [InlineData("/items/../snapshots")]
    [InlineData("/%2e/health/live")]
    [InlineData("http://localhost/users/nobody/recommendations/ann/..")]
    public async Task APathThatStandsForAnotherOneIsRefused(string target)
    {
        var answer = await AskAsync(target);
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        // A host that is named in the target must be that of the header; HTTP/1.0 has none.
        if (target[0] == '/')
            answer["type"].ShouldBe("/errors/invalid-path");
    }

    [Fact]
    public async Task NeitherADotNorTwoDotsAreAnId()
    {
        foreach (var target in (string[])["/users/./recommendations", "/users/../recommendations", "/users/%2E/recommendations", "/items/%2e%2E/similar"])
            (await AskAsync(target))["type"].ShouldBe("/errors/invalid-path", target);
    }

    [Fact]
    public async Task WhatIsNoPercentEncodingOfUtf8IsNoId()
    {
        foreach (var (raw, _) in Ids.Where(id => id.Id is null && id.Raw != "%00"))
        {
            (await AskAsync($"/users/{raw}/recommendations"))["type"].ShouldBe("/errors/invalid-id", raw);
            (await AskAsync($"/items/{raw}/similar"))["type"].ShouldBe("/errors/invalid-id", raw);
        }

        (await AskAsync("/users/%00/recommendations")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task AnIdHas200CharactersHoweverManyBytesTheyTake()
    {
        (await AskAsync($"/users/{Repeat("%F0%9F%99%82", 200)}/recommendations"))["userId"].ShouldBe(Repeat("🙂", 200));
        (await AskAsync($"/users/{Repeat("%F0%9F%99%82", 201)}/recommendations"))["detail"]!.ShouldContain("this one has 201");
    }

    [Fact]
    public async Task NoTargetGetsAnotherUsersAnswerOrAFault()
    {
        var random = new Random(20261128);
        var answered = 0;
        for (var trial = 0; trial < Targets; trial++)
        {
            var segments = Draw(random);
            var target = "/" + string.Join('/', segments);

            var answer = await AskAsync(target);

            ((int)answer.Status).ShouldBeLessThan(500, target);
            answer.Body.ShouldNotContain(_service.Folder, customMessage: target);
            if (answer.Status != HttpStatusCode.OK || answer.Body.Length == 0 || answer.Body[0] != '{' || answer["userId"] is not { } user)
                continue;
            user.ShouldBe(Named(segments), target);
            answered++;
        }

        answered.ShouldBeGreaterThan(Targets / 20);
    }

    // Half of them nearly right, the others anything.
    private static List<string> Draw(Random random)
    {
        List<string> segments = random.Next(2) == 0
            ? ["users", Ids[random.Next(Ids.Length)].Raw, "recommendations"]
            : [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => Any())];
        for (var changes = random.Next(3); changes > 0; changes--)
        {
            var at = random.Next(segments.Count + 1);
            if (random.Next(3) == 0 && at < segments.Count)
                segments.RemoveAt(at);
            else
                segments.Insert(at, Any());
        }

        return segments;

        string Any() => random.Next(2) == 0 ? Ids[random.Next(Ids.Length)].Raw : Others[random.Next(Others.Length)];
    }

    /// <summary>The user whom a target names; null where it names none.</summary>
    private static string? Named(IReadOnlyList<string> segments)
    {
        List<string> path = [.. string.Join('/', segments).Split('?')[0].Split('/')];
        if (path is [.., ""])
            path.RemoveAt(path.Count - 1);
        return path is ["users", var raw, "recommendations"] ? Ids.FirstOrDefault(id => id.Raw == raw).Id ?? raw : null;
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private Task<RawAnswer> AskAsync(string target) => RawHttp.AskAsync(_service.Client.BaseAddress!, "GET", target);
}
