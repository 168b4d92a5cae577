using System.Globalization;
using KDiffE.Domain.Feedback;

namespace KDiffE.Domain.Tests.Feedback;

public sealed class RecommendationIdTests
{
    private static readonly RecommendationId Example = new(
        "20260131T101500Z-1f3a", 200, Canary: false, RecommendationSource.Model, RecommendationEndpoint.User,
        DateTimeOffset.Parse("2026-01-31T12:00:00.123Z", CultureInfo.InvariantCulture), 0x0123456789ABCDEF);

    // Written by another program, in another language, from the description of the format.
    private const string Text = "AQABAQGcE-yeewAAAMgBI0VniavN7zIwMjYwMTMxVDEwMTUwMFotMWYzYcgMB24";

    [Fact]
    public void IsWrittenTheSameForEver()
    {
        Example.ToString().ShouldBe(Text);
        RecommendationId.TryParse(Text, out var read).ShouldBeTrue();
        read.ShouldBe(Example);
    }

    [Fact]
    public void WhateverIsWrittenIsReadAgain()
    {
        var random = new Random(5);
        for (var k = 0; k < 20_000; k++)
        {
            var id = Any(random);
            var text = id.ToString();

            text.ShouldMatch("^[A-Za-z0-9_-]+$");
            text.Length.ShouldBeLessThanOrEqualTo(RecommendationId.MaxLength);
            RecommendationId.TryParse(text, out var read).ShouldBeTrue(text);
            read.ShouldBe(id);
        }
    }

    [Fact]
    public void ATextWithAnyOtherCharacterInItIsRefused()
    {
        const string characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ \n\0é";
        for (var at = 0; at < Text.Length; at++)
        {
            foreach (var other in characters.Where(character => character != Text[at]))
                Refuses(Text[..at] + other + Text[(at + 1)..]);
        }
    }

    [Fact]
    public void ATextWithCharactersThatChangedPlacesOrAreMissingIsRefused()
    {
        for (var at = 0; at < Text.Length; at++)
        {
            if (at > 0 && Text[at - 1] != Text[at])
                Refuses(Text[..(at - 1)] + Text[at] + Text[at - 1] + Text[(at + 1)..]);
            Refuses(Text.Remove(at, 1));
            Refuses(Text[..at]);
            Refuses(Text[at..].Length == Text.Length ? "" : Text[at..]);
        }
    }

    [Theory]
    [InlineData(" " + Text)]
    [InlineData(Text + "\n")]
    [InlineData(Text + "=")]
    [InlineData(Text + "==")]
    [InlineData(Text + Text)]
    [InlineData("u1")]
    public void OneAnswerHasOneText(string text) => Refuses(text);

    [Fact]
    public void ATextOfRandomLengthAndContentIsRefusedAndNothingIsThrown()
    {
        var random = new Random(7);
        for (var k = 0; k < 20_000; k++)
            Refuses(new string([.. Enumerable.Range(0, random.Next(400)).Select(_ => (char)random.Next(random.Next(2) == 0 ? 128 : 65536))]));
    }

    [Fact]
    public void TwoAnswersOfTheSameMomentHaveTwoTexts()
    {
        var now = Example.At;
        var texts = Enumerable.Range(0, 10_000).Select(_ => RecommendationId.New("v1", 5, canary: true, RecommendationSource.Popular, RecommendationEndpoint.Similar, now).ToString());

        texts.Distinct().Count().ShouldBe(10_000);
    }

    [Fact]
    public void WritingOneAllocatesItsTextAlone()
    {
        Example.ToString();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var text = Example.ToString();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // A string: a head of 20 bytes, two for each character and the closing one, in steps of 8.
        allocated.ShouldBe((20 + (2 * (text.Length + 1)) + 7) / 8 * 8);
    }

    private static void Refuses(string text) => RecommendationId.TryParse(text, out _).ShouldBeFalse(text);

    private static RecommendationId Any(Random random)
    {
        const string characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
        return new RecommendationId(
            new string([.. Enumerable.Range(0, random.Next(1, 101)).Select(_ => characters[random.Next(characters.Length)])]),
            random.Next(), random.Next(2) == 0,
            random.GetItems(Enum.GetValues<RecommendationSource>(), 1)[0], random.GetItems(Enum.GetValues<RecommendationEndpoint>(), 1)[0],
            DateTimeOffset.FromUnixTimeMilliseconds(random.NextInt64(253_402_300_800_000)), (ulong)random.NextInt64(long.MinValue, long.MaxValue));
    }
}
