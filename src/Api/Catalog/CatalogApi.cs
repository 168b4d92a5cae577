namespace KDiffE.Api.Catalog;

/// <summary>What backends write and read back: users, items, interactions, the knowledge graph and features.</summary>
internal static class CatalogApi
{
    public static void MapCatalog(this IEndpointRouteBuilder app)
    {
        app.MapUsers();
        app.MapStoredItems();
        app.MapInteractions();
        app.MapGraph();
        app.MapData();
    }
}
