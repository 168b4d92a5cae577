namespace KDiffE.Infrastructure.Export.Embeddings;

/// <summary>What the embeddings of a snapshot are written as.</summary>
public enum EmbeddingFormat
{
    /// <summary><c>items.parquet</c> and <c>users.parquet</c>, an embedding as a list of floats.</summary>
    Parquet,

    /// <summary><c>items.npy</c> and <c>users.npy</c>, with an id a line in <c>items.ids.txt</c> and <c>users.ids.txt</c>.</summary>
    Npy,

    /// <summary><c>kdiffe.sql</c>, which makes and fills tables of PostgreSQL with pgvector's type.</summary>
    PgvectorSql,
}
