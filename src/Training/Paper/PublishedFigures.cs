namespace KDiffE.Training.Paper;

/// <summary>
/// Recall@20 and NDCG@20 as the paper gives them in its Tables II and III. Its inputs are not those of a dataset here: images
/// and text, and audio on tiktok; and its epoch was chosen on the test part.
/// </summary>
internal static class PublishedFigures
{
    private static readonly string[] Datasets = ["tiktok", "baby", "sports"];

    private static readonly Dictionary<string, (double Recall, double Ndcg)[]> Table2 = new(StringComparer.Ordinal)
    {
        ["sgl"] = [(.060, .024), (.068, .030), (.078, .036)],
        ["ncl"] = [(.066, .027), (.070, .031), (.077, .035)],
        ["hccf"] = [(.066, .027), (.071, .031), (.078, .036)],
        ["clcrec"] = [(.062, .026), (.061, .028), (.065, .030)],
        ["mmgcl"] = [(.080, .033), (.076, .033), (.088, .041)],
        ["slmrec"] = [(.085, .035), (.077, .033), (.083, .038)],
        ["bm3"] = [(.096, .040), (.084, .036), (.098, .044)],
        ["mgcl"] = [(.109, .040), (.087, .038), (.100, .044)],
        ["mhgcf"] = [(.100, .043), (.091, .039), (.097, .040)],
        ["diffkg"] = [(.099, .044), (.087, .037), (.095, .042)],
        ["kdiffe"] = [(.112, .046), (.095, .040), (.102, .046)],
    };

    private static readonly Dictionary<string, (double Recall, double Ndcg)[]> Table3 = new(StringComparer.Ordinal)
    {
        ["without_s"] = [(.107, .041), (.094, .040), (.101, .045)],
        ["without_guide"] = [(.110, .045), (.093, .040), (.101, .045)],
        ["without_contrast"] = [(.107, .046), (.091, .038), (.098, .043)],
        ["full"] = [(.112, .046), (.095, .041), (.102, .046)],
    };

    /// <summary>The models of Table II in its order.</summary>
    internal static IReadOnlyCollection<string> Models => Table2.Keys;

    /// <summary>A model's figures in Table II; null for a dataset or a model that it has not.</summary>
    internal static (double Recall, double Ndcg)? OfModel(string dataset, string model) => Find(Table2, dataset, model);

    /// <summary>A variant's figures in Table III, by its name in <c>ablate</c>; null for a dataset or a variant that it has not.</summary>
    internal static (double Recall, double Ndcg)? OfVariant(string dataset, string variant) => Find(Table3, dataset, variant);

    private static (double Recall, double Ndcg)? Find(Dictionary<string, (double Recall, double Ndcg)[]> table, string dataset, string row) =>
        Array.IndexOf(Datasets, dataset) is var column and >= 0 && table.TryGetValue(row, out var figures) ? figures[column] : null;
}
