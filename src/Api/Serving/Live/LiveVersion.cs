using System.Runtime.InteropServices;

namespace KDiffE.Api.Serving.Live;

/// <summary>How a catalogue stood: each number grows after what it counts has changed.</summary>
/// <param name="Catalog">Tells it from other catalogues, of other processes too: a random number.</param>
/// <param name="Items">See <see cref="LiveItems.Version"/>.</param>
/// <param name="Attributes">See <see cref="LiveItems.AttributesVersion"/>.</param>
/// <param name="Popularity">See <see cref="LivePopularity"/>.</param>
/// <param name="Facts">Readings of the knowledge graph.</param>
/// <param name="Erasures">See <see cref="LiveUsers.Erasures"/>.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LiveVersion(ulong Catalog, int Items, int Attributes, int Popularity, int Facts, int Erasures);
