namespace KDiffE.Training.Demo;

/// <summary>
/// What films of one kind share and one part of the audience likes: the structure a model is to find.
/// </summary>
/// <param name="Genre">Genre of its films, a category.</param>
/// <param name="Mood">Mood of its films, a category.</param>
/// <param name="Setting">Where its films usually play.</param>
/// <param name="FirstDecade">Most of its films come from this decade and the two that follow.</param>
/// <param name="Adjectives">Adjectives that titles of its films are made of.</param>
/// <param name="Nouns">Nouns that titles of its films are made of.</param>
internal sealed record Taste(
    string Genre, string Mood, string Setting, int FirstDecade, IReadOnlyList<string> Adjectives, IReadOnlyList<string> Nouns)
{
    /// <summary>For example <c>melancholy-noir</c>.</summary>
    public string Id => $"{Mood}-{Genre}";

    public static IReadOnlyList<Taste> All { get; } =
    [
        Of("noir", "melancholy", "harbour", 1940,
            "Glass Silent Rainy Hollow Borrowed Tarnished Velvet Distant Drowned Pale",
            "Harbour Ferry Lighthouse Tide Foghorn Pier Alibi Farewell Anchor Debt"),
        Of("noir", "tense", "city-streets", 1970,
            "Broken Neon Crooked Second Cold Loaded Wanted Midnight Hostile Double",
            "Witness Alley Getaway Verdict Informant Heist Wire Precinct Suspect Rooftop"),
        Of("space-opera", "epic", "deep-space", 1980,
            "Burning Last Infinite Crimson Ancient Shattered Eternal Dark Golden Forgotten",
            "Armada Nebula Empire Starfall Throne Constellation Exodus Citadel Horizon Comet"),
        Of("space-opera", "wry", "orbital-station", 1990,
            "Leaky Unlicensed Slightly-Used Overdue Reluctant Spare Discount Accidental Weightless Bureaucratic",
            "Airlock Freighter Robot Warranty Captain Satellite Cargo Stowaway Docking-Bay Android"),
        Of("romance", "warm", "seaside-town", 1950,
            "Tender Sunlit Honeyed Gentle Faithful Summer Golden-Hour Quiet Barefoot Patient",
            "Letter Promise Orchard Postcard Boathouse Waltz Bouquet Reunion Proposal Veranda"),
        Of("romance", "playful", "metropolis", 1990,
            "Unlikely Clumsy Accidental Two-Timing Upstairs Borrowed Speedy Wrong-Number Double-Booked Almost",
            "Bridesmaid Roommate Kiss Elevator Wedding Neighbour Blind-Date Fiancé Umbrella Cupcake"),
        Of("western", "epic", "prairie", 1950,
            "Lonesome Iron Dusty Scarlet Thunder Wide Bitter Long Nameless Blazing",
            "Canyon Rider Stampede Outpost Saddle Mesa Frontier Wagon Marshal Showdown"),
        Of("western", "wry", "frontier-town", 1970,
            "Lazy Penniless Crooked-Hat Toothless Half-Baked Runaway Sleepy Wooden Unarmed Cheating",
            "Deputy Saloon Mule Gambler Undertaker Sheriff Outlaw Barber Posse Stagecoach"),
        Of("mystery", "cosy", "village", 1980,
            "Missing Thatched Poisoned Curious Buttered Parish Stolen Knitted Second-Best Lavender",
            "Teapot Vicar Marmalade Rosebush Bookshop Fête Cottage Spinster Recipe Sundial"),
        Of("mystery", "eerie", "manor", 1930,
            "Locked Whispering Candlelit Ivory Vanishing Seventh Veiled Masked Empty Shrouded",
            "Portrait Staircase Heiress Séance Conservatory Mirror Clock Corridor Cellar Will"),
        Of("adventure", "playful", "jungle", 1980,
            "Golden Lost Cursed Upside-Down Emerald Howling Secret Fearless Jumping Rickety",
            "Temple Parrot Idol Rope-Bridge Treasure Map Waterfall Explorer Monkey Compass"),
        Of("adventure", "epic", "mountains", 1960,
            "Frozen White High Savage Nameless Sacred Windswept Northern Unclimbed Perilous",
            "Summit Glacier Expedition Avalanche Pass Ridge Ascent Monastery Base-Camp Crossing"),
        Of("musical", "dreamy", "theatre", 1950,
            "Dancing Starry Silver Spinning Moonlit Sequined Whistling Enchanted Tap-Shoe Rainbow",
            "Serenade Chorus Encore Orchestra Revue Ballerina Curtain-Call Piano Spotlight Melody"),
        Of("animation", "warm", "forest", 1990,
            "Little Brave Sleepy Mossy Kind Tiny Wandering Acorn Singing Snowy",
            "Hedgehog Owl Fox Badger Lantern Firefly Bear Mushroom Burrow Squirrel"),
        Of("horror", "eerie", "cabin", 1970,
            "Rotting Screaming Unburied Hungry Bleeding Cursed Crawling Faceless Buried Howling",
            "Doll Cabin Swamp Scarecrow Basement Asylum Grave Ritual Thing Harvest"),
        Of("documentary", "calm", "ocean", 2000,
            "Blue Slow Deep Invisible Fragile Wild Turning Living Salt Polar",
            "Reef Whale Current Migration Kelp Albatross Abyss Coastline Turtle Plankton"),
    ];

    private static Taste Of(string genre, string mood, string setting, int firstDecade, string adjectives, string nouns) =>
        new(genre, mood, setting, firstDecade, Words(adjectives), Words(nouns));

    private static string[] Words(string text) => [.. text.Split(' ').Select(word => word.Replace('-', ' '))];
}
