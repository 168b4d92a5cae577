using System.Text;
using KDiffE.Domain.Webhooks;

namespace KDiffE.Domain.Tests.Webhooks;

/// <summary>Signatures are those of Standard Webhooks.</summary>
public sealed class WebhookSignatureTests
{
    // The examples of the specification, and of the libraries of its authors.
    [Theory]
    [InlineData("whsec_plJ3nmyCDGBKInavdOK15jsl", "msg_loFOjxBNrRLzqYUf", 1731705121, """{"event_type":"ping","data":{"success":true}}""", "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}""", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    public void AreThoseOfTheSpecification(string secret, string id, long seconds, string body, string signature) =>
        WebhookSignature.Sign(secret, id, DateTimeOffset.FromUnixTimeSeconds(seconds).AddMilliseconds(700), Encoding.UTF8.GetBytes(body)).ShouldBe(signature);

    [Fact]
    public void SecretsHave256RandomBits()
    {
        var secrets = Enumerable.Range(0, 100).Select(_ => WebhookSignature.NewSecret()).ToList();

        secrets.Distinct().Count().ShouldBe(100);
        secrets.ShouldAllBe(secret => secret.StartsWith("whsec_", StringComparison.Ordinal) && Convert.FromBase64String(secret.Substring(6)).Length == 32);
    }

    [Fact]
    public void WhatIsNoSecretSignsNothing() =>
        Should.Throw<FormatException>(() => WebhookSignature.Sign("secret", "msg", DateTimeOffset.UnixEpoch, "{}"u8));
}
