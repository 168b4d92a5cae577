using System.Buffers.Binary;
using System.Text;

namespace KDiffE.Infrastructure.Tests.Convert;

/// <summary>Writes matrices as NumPy does, in every layout, straight from the description of the format.</summary>
internal static class NpyFiles
{
    public static byte[] Of(string type, bool fortran, int version, double[,] values)
    {
        var (rows, columns) = (values.GetLength(0), values.GetLength(1));
        var header = Encoding.Latin1.GetBytes($"{{'descr': '{type}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': ({rows}, {columns}), }}\n");
        byte[] length = version == 1
            ? [(byte)header.Length, (byte)(header.Length >> 8)]
            : [(byte)header.Length, (byte)(header.Length >> 8), 0, 0];
        var order = fortran
            ? from column in Enumerable.Range(0, columns) from row in Enumerable.Range(0, rows) select values[row, column]
            : from row in Enumerable.Range(0, rows) from column in Enumerable.Range(0, columns) select values[row, column];
        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. header, .. order.SelectMany(value => Bytes(type, value))];
    }

    private static byte[] Bytes(string type, double value)
    {
        var bytes = new byte[type[2] - '0'];
        switch (type[2])
        {
            case '2':
                BinaryPrimitives.WriteHalfLittleEndian(bytes, (Half)value);
                break;
            case '4':
                BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)value);
                break;
            default:
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
                break;
        }

        if (type[0] == '>')
            Array.Reverse(bytes);
        return bytes;
    }
}
