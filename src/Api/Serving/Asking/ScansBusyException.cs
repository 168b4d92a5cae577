namespace KDiffE.Api.Serving.Asking;

/// <summary>As many rankings wait to be scanned for as may.</summary>
internal sealed class ScansBusyException(int most) : Exception($"{most} rankings wait for their scan, and no more may.");
