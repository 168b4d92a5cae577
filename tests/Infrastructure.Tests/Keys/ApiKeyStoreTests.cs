using KDiffE.Infrastructure.Keys;
using KDiffE.TestKit;

namespace KDiffE.Infrastructure.Tests.Keys;

/// <summary>Keys in the database.</summary>
public sealed class ApiKeyStoreTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private readonly ApiKeyStore _keys = database.Get<ApiKeyStore>();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OfManyWhoRotateAtOnceOneSucceeds()
    {
        await _keys.CreateAsync("crowd", [Role.Read], expiresAt: null, Cancelled);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                await _keys.RotateAsync("crowd", Cancelled);
                return true;
            }
            catch (KeyConflictException)
            {
                return false;
            }
        }));

        outcomes.Count(succeeded => succeeded).ShouldBe(1);
        (await _keys.GetLiveAsync(Cancelled)).Live.Count(key => key.Key.Client == "crowd").ShouldBe(2);
    }

    [Fact]
    public async Task ARotatedKeyHasTheRolesAndTheLifetimeOfTheOneBefore()
    {
        var first = await _keys.CreateAsync("monthly", [Role.Train, Role.Read, Role.Read], DateTimeOffset.UtcNow.AddDays(30), Cancelled);

        var second = await _keys.RotateAsync("monthly", Cancelled);

        second.Key.Roles.ShouldBe([Role.Read, Role.Train]);
        (second.Key.ExpiresAt!.Value - second.Key.CreatedAt - (first.Key.ExpiresAt!.Value - first.Key.CreatedAt)).Duration().ShouldBeLessThan(TimeSpan.FromMilliseconds(1));
        second.Text.ShouldNotBe(first.Text);
    }

    [Fact]
    public async Task ARevokedKeyIsListedAndNotLiveAndItsClientMayHaveAnother()
    {
        var made = await _keys.CreateAsync("gone", [Role.Read], expiresAt: null, Cancelled);

        var revoked = await _keys.RevokeAsync(made.Key.Id, Cancelled);
        var again = await _keys.RevokeAsync(made.Key.Id, Cancelled);

        again!.RevokedAt.ShouldBe(revoked!.RevokedAt.ShouldNotBeNull());
        (await _keys.GetLiveAsync(Cancelled)).Live.ShouldNotContain(key => key.Key.Id == made.Key.Id);
        (await _keys.ListAsync(Cancelled)).ShouldContain(key => key.Id == made.Key.Id && !key.IsLive(DateTimeOffset.UtcNow));
        await Should.ThrowAsync<KeyConflictException>(() => _keys.RotateAsync("gone", Cancelled));
        await _keys.CreateAsync("gone", [Role.Read], expiresAt: null, Cancelled);
        (await _keys.RevokeAsync("000000000000", Cancelled)).ShouldBeNull();
    }

    [Fact]
    public async Task TheLastUseOnlyMovesForward()
    {
        var key = (await _keys.CreateAsync("used", [Role.Read], expiresAt: null, Cancelled)).Key.Id;
        var (earlier, later) = (new DateTimeOffset(2026, 5, 1, 10, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 5, 1, 11, 0, 0, TimeSpan.Zero));

        await _keys.NoteUsedAsync([new(key, later)], Cancelled);
        await _keys.NoteUsedAsync([new(key, earlier)], Cancelled);

        (await _keys.ListAsync(Cancelled)).Single(known => known.Id == key).LastUsedAt.ShouldBe(later);
    }

    [Fact]
    public void AKeyIsReadAsItWasMadeAndNothingElseIs()
    {
        Span<byte> read = stackalloc byte[KeyText.HashBytes];
        for (var trial = 0; trial < 100; trial++)
        {
            var (id, text, hash) = KeyText.Create();

            KeyText.TryRead(text, out var readId, read).ShouldBeTrue();
            readId.ShouldBe(id);
            read.SequenceEqual(hash).ShouldBeTrue();
            // The hash is SHA-256 of the 32 bytes that the digits stand for.
            System.Security.Cryptography.SHA256.HashData(System.Convert.FromHexString(text[^64..])).ShouldBe(hash);
            foreach (var wrong in (string[])[text[1..], text[..^1], text + "0", text.Replace(id, id + "0"), text[..^1] + "g", text.Replace('_', '-'), ""])
                KeyText.TryRead(wrong, out _, read).ShouldBeFalse(wrong);
        }
    }

    [Fact]
    public async Task AKeyThatWasDrawnElsewhereIsEnteredOnceAlsoByManyAtOnceAndStaysRevoked()
    {
        var (id, text, hash) = KeyText.Create();

        var entered = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _keys.EnterAsync(text, "outside", [Role.Admin, Role.Read], expiresAt: null, Cancelled)));

        entered.Select(key => key.Id).Distinct().ShouldBe([id]);
        var live = (await _keys.GetLiveAsync(Cancelled)).Live.Single(key => key.Key.Client == "outside");
        live.SecretHash.ShouldBe(hash);
        live.Key.Roles.ShouldBe([Role.Read, Role.Admin]);
        await _keys.RevokeAsync(id, Cancelled);
        (await _keys.EnterAsync(text, "outside", [Role.Read, Role.Admin], expiresAt: null, Cancelled)).RevokedAt.ShouldNotBeNull();
        (await _keys.GetLiveAsync(Cancelled)).Live.ShouldNotContain(key => key.Key.Client == "outside");
    }

    [Fact]
    public async Task AnEnteredKeyNeverChangesWhatAnotherOneIs()
    {
        var text = KeyText.Create().Text;
        await _keys.EnterAsync(text, "steady", [Role.Read], expiresAt: null, Cancelled);
        var otherSecret = text[..^1] + (text[^1] == '0' ? '1' : '0');

        await Should.ThrowAsync<KeyConflictException>(() => _keys.EnterAsync(otherSecret, "steady", [Role.Read], expiresAt: null, Cancelled));
        await Should.ThrowAsync<KeyConflictException>(() => _keys.EnterAsync(text, "somebody-else", [Role.Read], expiresAt: null, Cancelled));
        await Should.ThrowAsync<KeyConflictException>(() => _keys.EnterAsync(text, "steady", [Role.Read, Role.Admin], expiresAt: null, Cancelled));
        await Should.ThrowAsync<KeyConflictException>(() => _keys.EnterAsync(KeyText.Create().Text, "steady", [Role.Read], expiresAt: null, Cancelled));

        (await _keys.ListAsync(Cancelled)).Where(key => key.Client is "steady" or "somebody-else").ShouldHaveSingleItem().Roles.ShouldBe([Role.Read]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("secret")]
    [InlineData("kdiffe_ABCDEF012345_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("kdiffe_../../../../_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("kdiffe_abcdef012345_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde")]
    public async Task WhatHasNotTheFormOfAKeyIsNotEntered(string text) =>
        (await Should.ThrowAsync<FormatException>(() => _keys.EnterAsync(text, "odd", [Role.Read], expiresAt: null, Cancelled))).Message.ShouldStartWith("It is no key");
}
