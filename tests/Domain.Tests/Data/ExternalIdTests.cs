using System.Text;
using KDiffE.Domain.Data;

namespace KDiffE.Domain.Tests.Data;

public sealed class ExternalIdTests
{
    [Theory]
    [InlineData("a", 1)]
    [InlineData("ß", 1)]
    [InlineData("清", 1)]
    [InlineData("😀", 1)]
    [InlineData("e\u0301", 2)]
    [InlineData("\uffff", 1)]
    public void ACharacterIsACodePointHoweverItIsWritten(string text, int characters)
    {
        ExternalId.Characters(text).ShouldBe(characters);
        ExternalId.Characters(Encoding.UTF8.GetBytes(text)).ShouldBe(characters);
        var (longest, longer) = (Repeat(text, 200 / characters), Repeat(text, (200 / characters) + 1));
        ExternalId.IsTooLong(longest).ShouldBeFalse();
        ExternalId.IsTooLong(longer).ShouldBeTrue();
        ExternalId.IsTooLong(Encoding.UTF8.GetBytes(longest)).ShouldBeFalse();
        ExternalId.IsTooLong(Encoding.UTF8.GetBytes(longer)).ShouldBeTrue();
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
