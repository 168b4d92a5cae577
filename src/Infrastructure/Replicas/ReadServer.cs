using KDiffE.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace KDiffE.Infrastructure.Replicas;

/// <summary>A server that is read from: the primary, or its replica.</summary>
/// <param name="DataSource">Connections to it.</param>
/// <param name="Contexts">EF contexts over these.</param>
public sealed record ReadServer(NpgsqlDataSource DataSource, IDbContextFactory<KDiffEDbContext> Contexts);
