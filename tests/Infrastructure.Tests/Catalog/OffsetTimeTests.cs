using System.Globalization;
using KDiffE.Infrastructure.Catalog;

namespace KDiffE.Infrastructure.Tests.Catalog;

public sealed class OffsetTimeTests
{
    [Theory]
    [InlineData("2026-01-31T12:00:00Z", "2026-01-31T12:00:00.0000000")]
    [InlineData("2026-01-31T12:00:00.123456789+05:30", "2026-01-31T06:30:00.1234567")]
    [InlineData("2026-01-31T12:00-00:00", "2026-01-31T12:00:00.0000000")]
    [InlineData("2026-01-31T12:00:00", null)]
    [InlineData("2026-01-31", null)]
    [InlineData("2026-01-31 12:00:00Z", null)]
    [InlineData("2026-02-30T12:00:00Z", null)]
    [InlineData("1767225600", null)]
    [InlineData("\"", null)]
    [InlineData("", null)]
    public void TakesIso8601WithAnOffsetAndNothingElse(string text, string? utc) =>
        (OffsetTimeConverter.TryParse(text, out var time) ? time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffff", CultureInfo.InvariantCulture) : null).ShouldBe(utc);
}
