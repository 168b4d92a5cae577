using KDiffE.Domain.Webhooks;

namespace KDiffE.Domain.Tests.Webhooks;

/// <summary>Where events may be sent, and what is shown of it.</summary>
public sealed class WebhookAddressTests
{
    [Theory]
    [InlineData("https://ops.example/hooks/kdiffe?key=secret", "https://ops.example/hooks/kdiffe?…", "https://ops.example")]
    [InlineData("http://127.0.0.1:9000", "http://127.0.0.1:9000", "http://127.0.0.1:9000")]
    [InlineData("https://[::1]:8443/ö", "https://[::1]:8443/ö", "https://[::1]:8443")]
    public void AreShownWithoutWhatMayBeASecret(string url, string shown, string origin)
    {
        WebhookAddress.Refuse(url).ShouldBeNull();
        (WebhookAddress.Show(url), WebhookAddress.Origin(url)).ShouldBe((shown, origin));
    }

    [Theory]
    [InlineData("", "characters")]
    [InlineData("ops.example/hooks", "is an address")]
    [InlineData("/hooks", "is an address")]
    [InlineData("ftp://ops.example/", "is an address")]
    [InlineData("file:///etc/passwd", "is an address")]
    [InlineData("https://", "is an address")]
    [InlineData("https://ops.example/a b", "is an address")]
    [InlineData("https://ops.example/a\u0000b", "is an address")]
    [InlineData("https://me:secret@ops.example/", "no name or password")]
    [InlineData("https://ops.example/#part", "'#'")]
    public void ThatCannotBeOneIsRefusedWithTheRule(string url, string rule) => WebhookAddress.Refuse(url).ShouldNotBeNull().ShouldContain(rule);

    [Fact]
    public void AreAtMost2000CharactersLong()
    {
        WebhookAddress.Refuse("https://ops.example/" + new string('a', 1980)).ShouldBeNull();
        WebhookAddress.Refuse("https://ops.example/" + new string('a', 1981)).ShouldNotBeNull();
    }
}
