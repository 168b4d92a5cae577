using System.Text;
using KDiffE.Infrastructure.RecBole;

namespace KDiffE.Infrastructure.Tests.RecBole;

public sealed class NpyReaderTests
{
    private const string Sound = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";

    [Fact]
    public void ReadsRowsInCOrder()
    {
        using var matrix = new NpyReader(new MemoryStream(File(Sound, [1, 2, 3, 4.5f, -5, 0])));

        (matrix.Rows, matrix.Columns).ShouldBe((2, 3));
        matrix.ReadRow().ShouldBe([1, 2, 3]);
        matrix.ReadRow().ShouldBe([4.5f, -5, 0]);
    }

    [Theory]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }", "type '<f8'")]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (2, 3), }", "type '>f4'")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }", "Fortran order")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (6,), }", "shape (items, values)")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2, 3), }", "shape (items, values)")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 3), }", "needs")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3), }", "needs")]
    public void OtherLayoutsAreRefusedWithTheReason(string header, string reason) =>
        Should.Throw<InvalidDataException>(() => new NpyReader(new MemoryStream(File(header, new float[6])))).Message.ShouldContain(reason);

    [Fact]
    public void OtherFilesVersionsAndCutHeadersAreRefused()
    {
        var sound = File(Sound, new float[6]);
        byte[] version2 = [.. sound];
        version2[6] = 2;

        Reason("user_id:token\n"u8.ToArray()).ShouldBe("is not an .npy file");
        Reason(version2).ShouldContain("format 2.0");
        Reason(sound[..40]).ShouldBe("ends inside its header");
        Reason([]).ShouldBe("ends inside its header");

        static string Reason(byte[] content) => Should.Throw<InvalidDataException>(() => new NpyReader(new MemoryStream(content))).Message;
    }

    private static byte[] File(string header, float[] values) =>
    [
        0x93, .. "NUMPY"u8, 1, 0, (byte)(header.Length + 1), 0, .. Encoding.Latin1.GetBytes(header + "\n"),
        .. values.SelectMany(BitConverter.GetBytes),
    ];
}
