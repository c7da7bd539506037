"""The checks of a photo (A4.2 to A4.6): all of them, always, in order (A4.7)."""

from math import ceil, floor

from services.documents.photos.domain.measures import UNMEASURED, UNOPENED, of_pixels, of_ratio, of_size
from services.documents.photos.domain.rules import Check, PhotoRule
from services.documents.photos.imaging import background
from services.documents.photos.imaging.reading import Picture, read

STANDARD = PhotoRule()


def check_photo(data: bytes, rule: PhotoRule = STANDARD) -> tuple[Check, ...]:
    """Hold every rule against a file, whatever it is."""
    picture = read(data)
    return (
        _format(picture),
        of_size(len(data), rule),
        of_pixels(picture.width, picture.height, rule),
        of_ratio(picture.width, picture.height, rule),
        _background(picture, rule),
    )


def _format(picture: Picture) -> Check:
    fault = picture.fault
    if picture.is_jpeg and fault:
        message = f"照片{fault}，不能使用。请用看图软件打开原照片，适当缩小，另存为普通 JPG 后重新上传。"
    elif not picture.is_jpeg:
        message = (
            f"文件不是 JPG 格式（实际为{picture.kind}），只改文件名没有用。"
            "请用看图软件打开照片，另存为 JPG 后重新上传。"
        )
    else:
        message = "文件是 JPG 格式。"
    return Check(
        rule="A4.2",
        ok=picture.is_jpeg and not fault,
        measured=f"{picture.kind}（{fault}）" if fault else picture.kind,
        allowed="完整的 JPEG 图片（JPG 或 JPEG）",
        message=message,
    )


def _background(picture: Picture, rule: PhotoRule) -> Check:
    allowed = (
        f"均匀的白色（左右两侧白色各不少于 {background.SIDE_SHARE:.0%}、"
        f"上边不少于 {background.TOP_SHARE:.0%}，明暗相差不超过 {background.SPREAD} 级）"
    )
    if picture.image is None:
        return Check(rule="A4.6", ok=False, measured=UNMEASURED, allowed=allowed, message=UNOPENED)
    if not rule.is_background_white:
        return Check(
            rule="A4.6", ok=True, measured="不作要求", allowed="不作要求", message="背景颜色不作要求。"
        )
    found = background.measure(picture.image)
    top, left, right = (floor(share * 100) for share in (found.top, found.left, found.right))
    measured = f"白色占上边 {top}%、左侧 {left}%、右侧 {right}%"
    if found.is_white:
        measured += f"，明暗相差 {ceil(found.spread)} 级"
    if not found.is_white:
        message = (
            f"背景不是白色（{found.colour}）：{measured}；"
            f"两侧应各不少于 {background.SIDE_SHARE:.0%}，上边应不少于 {background.TOP_SHARE:.0%}。"
            "请在白墙或白布前、光线充足处重新拍摄，或请照相馆换成白底。"
        )
    elif not found.is_even:
        message = f"背景深浅不均匀，有渐变、阴影或花纹：{measured}。请换成没有阴影的纯白背景后重新上传。"
    else:
        message = "背景为白色。"
    ok = found.is_white and found.is_even
    return Check(rule="A4.6", ok=ok, measured=measured, allowed=allowed, message=message)
