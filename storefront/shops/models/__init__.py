"""A household, its shop, and what it sells, by noun. All of it is imported from here."""

from storefront.shops.models.accounts import AccountKind, AccountStep, PaymentAccount
from storefront.shops.models.certificates import Certificate, CertificateKind
from storefront.shops.models.folders import (
    Folder,
    FolderPause,
    FolderSeries,
    FolderStep,
    FolderTick,
    Waits,
)
from storefront.shops.models.goods import Category, KnownWord, Price, Product, full_name
from storefront.shops.models.households import Household, Residence
from storefront.shops.models.lots import Lot
from storefront.shops.models.photos import Photo
from storefront.shops.models.saved import SavedShop
from storefront.shops.models.sellers import Seller, SellerKind
from storefront.shops.models.shops import Met, Shop
from storefront.shops.models.twins import Twin, TwinAnswer

__all__ = [
    "AccountKind",
    "AccountStep",
    "Category",
    "Certificate",
    "CertificateKind",
    "Folder",
    "FolderPause",
    "FolderSeries",
    "FolderStep",
    "FolderTick",
    "Household",
    "KnownWord",
    "Lot",
    "Met",
    "PaymentAccount",
    "Photo",
    "Price",
    "Product",
    "Residence",
    "SavedShop",
    "Seller",
    "SellerKind",
    "Shop",
    "Twin",
    "TwinAnswer",
    "Waits",
    "full_name",
]
