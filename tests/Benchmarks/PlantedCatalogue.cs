using System.Globalization;
using KDiffE.Domain.Numerics;

namespace KDiffE.Benchmarks;

/// <summary>
/// A catalogue of any size with a planted structure, written as a folder of RecBole's files, one user after the other: items belong to
/// topics, users like a few of them, degrees of both follow power laws, and triples tell an item's topic and more.
/// </summary>
internal static class PlantedCatalogue
{
    private const int ItemsOfTopic = 1_000;
    private const double Faithful = 0.8;

    // Pareto: the mean is 2.25 times the least, and one user in a thousand has 46 times that.
    private const double DegreeExponent = 1.8;
    private const double Longest = 100;

    // Zipf: the item of rank r is chosen in proportion to 1 / (r + 10).
    private const double RankOffset = 10;
    private const int MakersOfTopic = 50;
    private const int TagsOfTopic = 20;
    private const int Decades = 10;
    private const int YearSeconds = 365 * 24 * 3600;
    private const int Begin = 1_700_000_000;

    /// <param name="folder">Is made, and names the files.</param>
    /// <param name="users">Its users.</param>
    /// <param name="items">Its items; a thousand belong to a topic.</param>
    /// <param name="interactions">About how many they have together.</param>
    internal static void Write(string folder, int users, int items, long interactions)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var path = Path.Combine(Directory.CreateDirectory(folder).FullName, Path.GetFileName(folder));
        var random = new SeededRandom(1);
        var topics = Math.Max(10, items / ItemsOfTopic);
        WriteGraph(path, items, topics, random);
        var byRank = random.Permutation(items);
        var byTopic = byRank.ToLookup(item => item % topics);
        WriteInteractions(path, users, byRank, [.. Enumerable.Range(0, topics).Select(topic => byTopic[topic].ToArray())], (double)interactions / users, random);
    }

    private static void WriteInteractions(string path, int users, int[] byRank, int[][] byTopic, double mean, SeededRandom random)
    {
        using var file = Open($"{path}.inter", "user_id:token\titem_id:token\ttimestamp:float");
        var least = mean * (DegreeExponent - 1) / DegreeExponent;
        var seen = new HashSet<int>();
        for (var user = 0; user < users; user++)
        {
            int[] liked = [random.Below(byTopic.Length), random.Below(byTopic.Length), random.Below(byTopic.Length)];
            var degree = (int)Math.Clamp(least * Math.Pow(1 - random.Fraction(), -1 / DegreeExponent), 3, Math.Min(Longest * least, byRank.Length / 4.0));
            seen.Clear();
            while (seen.Count < degree)
            {
                var among = random.Chance(Faithful) ? byTopic[random.Pick(liked)] : byRank;
                var item = among[(int)(RankOffset * (Math.Pow((among.Length + RankOffset) / RankOffset, random.Fraction()) - 1))];
                if (seen.Add(item))
                    file.Write(string.Create(CultureInfo.InvariantCulture, $"u{user}\ti{item}\t{Begin + random.Below(YearSeconds)}\n"));
            }
        }
    }

    private static void WriteGraph(string path, int items, int topics, SeededRandom random)
    {
        using var links = Open($"{path}.link", "item_id:token\tentity_id:token");
        using var triples = Open($"{path}.kg", "head_id:token\trelation_id:token\ttail_id:token");
        for (var item = 0; item < items; item++)
        {
            links.Write($"i{item}\tm{item}\n");
            var topic = random.Chance(Faithful) ? item % topics : random.Below(topics);
            triples.Write($"m{item}\ttopic\tt{topic}\n");
            triples.Write($"m{item}\tmaker\tp{(item % topics * MakersOfTopic) + random.Below(MakersOfTopic)}\n");
            triples.Write($"m{item}\ttag\tg{(topic * TagsOfTopic) + random.Below(TagsOfTopic)}\n");
            triples.Write($"m{item}\tdecade\td{random.Below(Decades)}\n");
        }
    }

    private static StreamWriter Open(string path, string header)
    {
        var file = new StreamWriter(path);
        file.Write($"{header}\n");
        return file;
    }
}
