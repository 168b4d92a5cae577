using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace KDiffE.Domain.Webhooks;

/// <summary>Secrets and signatures as Standard Webhooks has them, so that receivers can use its libraries.</summary>
public static class WebhookSignature
{
    private const string SecretPrefix = "whsec_";
    private const string Version = "v1,";
    private const int SecretBytes = 32;

    /// <summary>Draws a secret: <c>whsec_</c> and the Base64 of random bytes.</summary>
    public static string NewSecret() => SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>Signs a message.</summary>
    /// <param name="secret">As <see cref="NewSecret"/> draws one.</param>
    /// <param name="id">The message's id.</param>
    /// <param name="time">When it is sent; the seconds count.</param>
    /// <param name="body">The body, to the byte.</param>
    /// <returns><c>v1,</c> and the Base64 of the HMAC-SHA256 of <c>id.seconds.body</c>.</returns>
    /// <exception cref="FormatException">The secret is none.</exception>
    public static string Sign(string secret, string id, DateTimeOffset time, ReadOnlySpan<byte> body)
    {
        if (!secret.StartsWith(SecretPrefix, StringComparison.Ordinal))
            throw new FormatException($"A secret begins with '{SecretPrefix}'.");
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Convert.FromBase64String(secret[SecretPrefix.Length..]));
        hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{time.ToUnixTimeSeconds()}.")));
        hash.AppendData(body);
        return Version + Convert.ToBase64String(hash.GetHashAndReset());
    }
}
