using System.Buffers;
using Npgsql;

namespace KDiffE.Infrastructure.Bulk;

/// <summary>Writes rows down.</summary>
internal interface IRowText
{
    /// <summary>Writes what comes before the first row.</summary>
    void Begin(IBufferWriter<byte> body);

    /// <summary>Writes the row on which a reader stands.</summary>
    void Write(IBufferWriter<byte> body, NpgsqlDataReader row);
}
