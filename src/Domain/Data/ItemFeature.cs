namespace KDiffE.Domain.Data;

/// <summary>Features of one modality.</summary>
/// <param name="Modality">For example <c>image</c> or <c>text</c>.</param>
/// <param name="Dim">Values per item.</param>
/// <param name="Values">Row-major <c>[items, dim]</c>; rows of items without the feature are zero.</param>
/// <param name="Present">Whether an item has the feature, by item index.</param>
public sealed record ItemFeature(string Modality, int Dim, float[] Values, bool[] Present);
