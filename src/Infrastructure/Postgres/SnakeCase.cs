using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>Names tables, columns and constraints the way SQL is written.</summary>
internal static partial class SnakeCase
{
    internal static void Apply(ModelBuilder model)
    {
        foreach (var entity in model.Model.GetEntityTypes())
        {
            entity.SetTableName(Of(entity.GetTableName()!));
            foreach (var property in entity.GetProperties())
                property.SetColumnName(Of(property.Name));
        }

        // Names of constraints are made of those of tables and columns, so they come second.
        foreach (var entity in model.Model.GetEntityTypes())
        {
            foreach (var key in entity.GetKeys())
                key.SetName(Of(key.GetName()!));
            foreach (var foreignKey in entity.GetForeignKeys())
                foreignKey.SetConstraintName(Of(foreignKey.GetConstraintName()!));
            foreach (var index in entity.GetIndexes())
                index.SetDatabaseName(Of(index.GetDatabaseName()!));
        }
    }

    private static string Of(string name) => WordStart().Replace(name, "_$0").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z0-9])[A-Z]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WordStart();
}
