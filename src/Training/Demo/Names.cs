using System.Text;
using KDiffE.Domain.Numerics;

namespace KDiffE.Training.Demo;

/// <summary>Invented names of makers, studios and places, and ids made from names.</summary>
internal static class Names
{
    private static readonly string[] FirstNames = "Ilva Tamsin Orrin Bexley Corvo Delphi Emeric Fenna Galen Hesper Isolde Jorun Kestrel Lumen Mirelle Nilo Odalys Perrin Quilla Rowe Sefton Thessaly Ulric Vesper Wrenna Yarrow".Split(' ');
    private static readonly string[] LastStarts = "Vella Thorna Marro Kestre Oluw Draven Sund Pelli Ashgro Bramble Corri Fenwa Gloam Hollo Jasper Lark".Split(' ');
    private static readonly string[] LastEnds = "court bell wick lby ynn holt qvale more vane stoke".Split(' ');
    private static readonly string[] StudioStarts = ["Ninth Lantern", "Paper Moose", "Copper Kettle", "Tin Comet", "Blue Thistle", "Hollow Drum", "Second Sparrow", "Marble Fig", "Striped Heron", "Lost Umbrella", "Painted Gate", "Quiet Engine", "Three Teacups", "Wandering Ox", "Cardboard Moon", "Velvet Anvil"];

    public static IReadOnlyList<string> Places { get; } = "Velmora,Port Ansel,Karrowmere,Osterby,Tinnisfall,Lower Quay,Saint Orla,Brackwater,Halvenmoor,Eastlow,Mirrowind,Cape Dorrin,Silverlode,Pell Island,Old Varrick,Thistledown,Northgate,Amberley Cross,Dun Corra,Wexmarsh".Split(',');

    public static string Person(SeededRandom random) => $"{random.Pick(FirstNames)} {random.Pick(LastStarts)}{random.Pick(LastEnds)}";

    public static string Studio(int index) =>
        StudioStarts[index % StudioStarts.Length] + (index < StudioStarts.Length ? " Pictures" : $" Pictures {index / StudioStarts.Length + 1}");

    /// <summary>A title in the words of a taste, for example <c>The Glass Harbour</c>.</summary>
    public static string Title(Taste taste, SeededRandom random)
    {
        var adjective = random.Pick(taste.Adjectives);
        var noun = random.Pick(taste.Nouns);
        return random.Below(6) switch
        {
            0 or 1 => $"The {adjective} {noun}",
            2 => $"{adjective} {noun}",
            3 => $"The {noun} of {random.Pick(Places)}",
            4 => $"{adjective} {noun} at {random.Pick(Places)}",
            _ => $"The {noun} and the {random.Pick([.. taste.Nouns.Where(other => other != noun)])}",
        };
    }

    /// <summary>Small ASCII letters, digits and '-': <c>The Séance of Velmora</c> becomes <c>the-seance-of-velmora</c>.</summary>
    public static string Slug(string name)
    {
        var slug = new StringBuilder(name.Length);
        foreach (var letter in name)
        {
            var plain = letter is 'é' or 'ê' ? 'e' : char.ToLowerInvariant(letter);
            if (char.IsAsciiLetterOrDigit(plain))
                slug.Append(plain);
            else if (slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        }

        return slug.ToString().TrimEnd('-');
    }
}
