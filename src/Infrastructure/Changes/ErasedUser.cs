using System.Security.Cryptography;
using System.Text;

namespace KDiffE.Infrastructure.Changes;

/// <summary>A user who was deleted.</summary>
/// <param name="Hash">What is left of the external id, see <see cref="HashOf"/>.</param>
public sealed record ErasedUser(string Hash)
{
    /// <summary>SHA-256 of an external id in UTF-8, in hexadecimal digits.</summary>
    public static string HashOf(string user) => System.Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(user)));
}
