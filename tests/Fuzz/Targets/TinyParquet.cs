using Parquet;
using Parquet.Schema;

namespace KDiffE.Fuzz.Targets;

/// <summary>Parquet files of a few rows.</summary>
internal static class TinyParquet
{
    /// <summary>Two rows of a user, an item, a rating and a time.</summary>
    internal static byte[] Clicks()
    {
        using var stream = new MemoryStream();
        WriteAsync(stream).GetAwaiter().GetResult();
        return stream.ToArray();
    }

    private static async Task WriteAsync(Stream stream)
    {
        DataField[] fields =
        [
            new DataField("user_id", typeof(long), isNullable: true), new DataField("item_id", typeof(string), isNullable: true),
            new DataField("rating", typeof(double), isNullable: true), new DateTimeDataField("timestamp", DateTimeFormat.Timestamp),
        ];
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream);
        using var group = writer.CreateRowGroup();
        await group.WriteAsync<long>(fields[0], new long?[] { 1, null });
        await group.WriteAsync(fields[1], new[] { "a", "b" });
        await group.WriteAsync<double>(fields[2], new double?[] { 4.5, null });
        await group.WriteAsync<DateTime>(fields[3], new[] { DateTime.UnixEpoch.AddSeconds(1), DateTime.UnixEpoch });
    }
}
