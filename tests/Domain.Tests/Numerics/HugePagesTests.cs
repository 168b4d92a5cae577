using System.Globalization;
using KDiffE.Domain.Numerics;

namespace KDiffE.Domain.Tests.Numerics;

public sealed unsafe class HugePagesTests
{
    private const long Huge = 1 << 21;

    [Theory]
    [InlineData(1, 64)]
    [InlineData(65_535, 64)]
    [InlineData(65_536, 64)]
    [InlineData(Huge - 1, 64)]
    [InlineData(Huge, Huge)]
    [InlineData((3 * Huge) + 1, Huge)]
    public void AllOfItCanBeWrittenAndItBeginsWhereItIsTo(long length, long alignment)
    {
        var memory = HugePages.Allocate(length, alignment: 64);
        try
        {
            ((nint)memory % (OperatingSystem.IsLinux() ? alignment : 64)).ShouldBe(0);
            var bytes = new Span<byte>(memory, (int)length);
            bytes.Fill(7);
            bytes.IndexOfAnyExcept((byte)7).ShouldBe(-1);
        }
        finally
        {
            HugePages.Free(memory, length);
        }
    }

    [Fact]
    public void NothingIsGivenBackTwice() => HugePages.Free(null, Huge);

    [Fact]
    public void WhatIsLargeGoesBackToTheSystemThoughWhatLiesBesideItIsInUse()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems' libraries do as they do.");
        const int Blocks = 64, Kept = 8;
        // The C library takes it for usual from then on.
        HugePages.Free(HugePages.Allocate(8 * Huge, alignment: 64), 8 * Huge);
        var blocks = Enumerable.Range(0, Blocks).Select(_ => (nint)HugePages.Allocate(Huge, alignment: 64)).ToList();

        var freed = blocks.Where((_, k) => k % Kept != 0).ToList();
        freed.ForEach(block => HugePages.Free((byte*)block, Huge));
        var mapped = Mapped();
        // Somebody else may have been given some of it meanwhile.
        freed.Count(block => mapped.Exists(range => range.First <= block && block < range.End)).ShouldBeLessThan(Blocks / 4);

        blocks.Where((_, k) => k % Kept == 0).ToList().ForEach(block => HugePages.Free((byte*)block, Huge));
    }

    private static List<(nint First, nint End)> Mapped() =>
        [.. File.ReadLines("/proc/self/maps").Select(line => line.Split(' ')[0].Split('-')).Select(range => (Address(range[0]), Address(range[1])))];

    private static nint Address(string text) => nint.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
